import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeMap } from "./attribute-value";
import { attributeMap } from "./attribute-value.arbitrary";
import type { EventName, StreamRecord } from "./record";
import { summarizeChange } from "./summarize-change";

function record(eventName: EventName, old?: AttributeMap, next?: AttributeMap): StreamRecord {
  return { eventName, dynamodb: { ...(old && { OldImage: old }), ...(next && { NewImage: next }) } } as StreamRecord;
}

const modified = (old: AttributeMap, next: AttributeMap) => summarizeChange(record("MODIFY", old, next));

describe("summarizeChange", () => {
  it("puts a status before all else", () => {
    expect(
      modified(
        { updatedAt: { S: "1" }, total: { N: "1" }, status: { S: "PENDING" }, note: { S: "a long note, this" } },
        { updatedAt: { S: "2" }, total: { N: "2" }, status: { S: "SHIPPED" }, note: { S: "another, even longer" } },
      ),
    ).toEqual({ kind: "changed", path: "status", old: "PENDING", new: "SHIPPED", more: 3 });
  });

  it("prefers top-level scalars to what lies deep, and anything to what changes with every write", () => {
    expect(
      modified(
        { version: { N: "1" }, address: { M: { city: { S: "Rome" }, zip: { S: "1" } } } },
        { version: { N: "2" }, address: { M: { city: { S: "Oslo" }, zip: { S: "1" } } } },
      ),
    ).toEqual({ kind: "changed", path: "address.city", old: "Rome", new: "Oslo", more: 1 });
    expect(
      modified({ n: { N: "1" }, m: { M: { n: { N: "1" } } } }, { n: { N: "2" }, m: { M: { n: { N: "2" } } } }),
    ).toMatchObject({
      path: "n",
      more: 1,
    });
  });

  it("shows one side where a value came or went", () => {
    expect(modified({}, { a: { S: "x" } })).toEqual({ kind: "changed", path: "a", new: "x", more: 0 });
    expect(modified({ a: { S: "x" } }, {})).toEqual({ kind: "changed", path: "a", old: "x", more: 0 });
  });

  it("tells of lists by their lengths, or by the element that changed", () => {
    expect(modified({ l: { L: [] } }, { l: { L: [{ N: "1" }] } })).toMatchObject({
      path: "l",
      old: "0 elements",
      new: "1 element",
    });
    expect(modified({ l: { L: [{ N: "1" }] } }, { l: { L: [{ N: "2" }] } })).toMatchObject({
      path: "l[0]",
      old: "1",
      new: "2",
    });
  });

  it("cuts long values", () => {
    expect(modified({ a: { S: "x" } }, { a: { S: "y".repeat(400_000) } })).toMatchObject({ new: `${"y".repeat(39)}…` });
  });

  it("says what is new, removed, unknown", () => {
    expect(summarizeChange(record("INSERT", undefined, { a: { S: "x" } }))).toEqual({ kind: "new", attributes: 1 });
    expect(summarizeChange(record("INSERT"))).toEqual({ kind: "new", attributes: 0 });
    expect(summarizeChange(record("REMOVE", { a: { S: "x" } }))).toEqual({
      kind: "removed",
      attributes: 1,
      ttl: false,
    });
    expect(
      summarizeChange({
        ...record("REMOVE"),
        userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" },
      }),
    ).toMatchObject({ ttl: true });
    expect(summarizeChange(record("MODIFY", undefined, { a: { S: "x" } }))).toEqual({ kind: "unknown" });
    expect(modified({ n: { N: "1.0" } }, { n: { N: "1" } })).toEqual({ kind: "unknown" });
  });

  it("is short for any images", () => {
    fc.assert(
      fc.property(attributeMap, attributeMap, (old, next) => {
        const summary = modified(old, next);
        if (summary.kind !== "changed") return;
        expect((summary.old ?? "").length).toBeLessThanOrEqual(40);
        expect((summary.new ?? "").length).toBeLessThanOrEqual(40);
        expect(summary.more).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
