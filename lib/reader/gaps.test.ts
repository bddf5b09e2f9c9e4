import { describe, expect, test } from "vitest";
import type { Gap } from "@/lib/stream/coverage";
import type { StreamRecord } from "@/lib/stream/record";
import { withoutCaptured } from "./gaps";

const gap: Gap = { shardId: "s", reason: "trimmed", after: "10", before: "20", fromTime: 1, toTime: 2, noticedAt: 3 };
const record = (SequenceNumber: string) => ({ dynamodb: { SequenceNumber } }) as StreamRecord;

describe("a gap and a page that was read before the trim and stored after it was noticed", () => {
  test("is cut where the page has a record of it", () => {
    expect(withoutCaptured([gap], { from: "13", to: "15" }, [record("15")])).toEqual([
      { shardId: "s", reason: "trimmed", after: "10", before: "13", fromTime: 1, noticedAt: 3 },
      { shardId: "s", reason: "trimmed", after: "15", before: "20", toTime: 2, noticedAt: 3 },
    ]);
  });

  test("is none where the page holds all of it", () => {
    expect(withoutCaptured([gap], { from: "11", to: "25" }, [record("12"), record("25")])).toEqual([]);
  });

  test("stays where the page only passes over it", () => {
    const gaps = [gap];
    expect(withoutCaptured(gaps, { from: "11", to: "20" }, [record("20")])).toBe(gaps);
  });

  test("without an end stays: the next record gives it one", () => {
    const { before: _before, ...open } = gap;
    expect(withoutCaptured([open], { from: "11", to: "15" }, [record("15")])).toEqual([open]);
  });
});
