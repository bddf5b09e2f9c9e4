import { describe, expect, it } from "vitest";
import type { RecordRow } from "@/lib/api/contract";
import { extend, MOST_SELECTED, NOTHING, selectAll, toggle } from "./selection";

function row(cursor: number): RecordRow {
  return {
    cursor,
    place: String(cursor).padStart(9, "0"),
    shardId: "s",
    sequenceNumber: String(cursor),
    time: "2026-11-20T07:52:33.000Z",
    eventName: "INSERT",
    keyText: "k",
    change: { kind: "new", attributes: 1 },
    size: 1,
    ttl: false,
  };
}

const rows = Array.from({ length: 20 }, (_, at) => row(at + 1));
const at = (cursor: number) => rows[cursor - 1] as RecordRow;
const cursors = (selection: { rows: ReadonlyMap<number, RecordRow> }) => [...selection.rows.keys()];

describe("the selection", () => {
  it("takes a row in and out, and begins with the one that is looked at", () => {
    const two = toggle(NOTHING, at(5), at(3));
    expect(cursors(two)).toEqual([3, 5]);
    expect(cursors(toggle(two, at(3), at(3)))).toEqual([5]);
    expect(cursors(toggle(NOTHING, at(3), at(3)))).toEqual([3]);
    expect(cursors(toggle(toggle(NOTHING, at(3), at(3)), at(3), at(3)))).toEqual([]);
  });

  it("reaches from where it began to a row, in either direction", () => {
    const down = extend(NOTHING, at(8), rows, at(5));
    expect(cursors(down)).toEqual([5, 6, 7, 8]);
    expect(cursors(extend(down, at(3), rows, at(8)))).toEqual([3, 4, 5]);
    expect(cursors(extend(toggle(NOTHING, at(9)), at(10), rows))).toEqual([9, 10]);
  });

  it("is bounded: the rows nearest to the last one are in it", () => {
    const many = Array.from({ length: MOST_SELECTED + 500 }, (_, index) => row(index + 1));
    const [first, last] = [many[0] as RecordRow, many.at(-1) as RecordRow];
    const down = extend(NOTHING, last, many, first);
    expect(down.rows.size).toBe(MOST_SELECTED);
    expect(down.rows.has(last.cursor)).toBe(true);
    const up = extend(NOTHING, first, many, last);
    expect([up.rows.size, up.rows.has(first.cursor)]).toEqual([MOST_SELECTED, true]);
    const all = selectAll(many);
    expect([all.rows.size, all.rows.has(last.cursor)]).toEqual([MOST_SELECTED, true]);
    expect(toggle(all, first)).toBe(all);
  });
});
