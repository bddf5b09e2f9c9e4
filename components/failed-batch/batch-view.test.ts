import { expect, it } from "vitest";
import type { RecordRow } from "@/lib/api/contract";
import { batchAddress, batchView } from "./batch-view";

const row = (sequenceNumber: string, time: string) =>
  ({ shardId: "shardId-00000001763600000000-a1b2c3d4", sequenceNumber, time }) as RecordRow;

it("covers the batch's records and chooses the first, also where times step back", () => {
  const records = [row("1", "2026-11-20T07:00:05.000Z"), row("2", "2026-11-20T07:00:04.000Z")];
  const batch = { startSequenceNumber: "1", endSequenceNumber: "2" };
  const view = batchView(batch, records);
  expect(view).toMatchObject({
    q: "shard:c3d4 seq:1..2",
    from: Date.parse("2026-11-20T07:00:04.000Z"),
    to: Date.parse("2026-11-20T07:00:05.001Z"),
    r: { sequenceNumber: "1" },
  });
  expect(view && batchAddress("abc", view)).toBe(
    `/captures/abc?q=shard%3Ac3d4+seq%3A1..2&from=2026-11-20T07%3A00%3A04.000Z&to=2026-11-20T07%3A00%3A05.001Z&r=shardId-00000001763600000000-a1b2c3d4%2F1`,
  );
  expect(batchView(batch, [])).toBeUndefined();
});
