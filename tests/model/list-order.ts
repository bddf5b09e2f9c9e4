import { expect } from "vitest";
import { createMemoryStore } from "@/lib/capture/memory-store";
import type { Delivery } from "@/lib/reader/delivery";
import type { FakeClock } from "./fake-clock";
import { ARN } from "./fake-source";

const LIMIT = 1000;

/**
 * Gives a store everything that was delivered, in its order, and reads the list: along each shard and each key, which
 * moves down one lineage, records stand in the order they were written, whatever was read first.
 */
export async function checkListOrder(deliveries: readonly Delivery[], clock: FakeClock): Promise<void> {
  const store = createMemoryStore({ clock });
  const { id } = await store.create({
    stream: {
      arn: ARN,
      tableName: "orders",
      label: "2026-11-20T00:00:00.000",
      status: "ENABLED",
      viewType: "KEYS_ONLY",
      keySchema: { hash: "pk" },
    },
    connection: { id: "fake", kind: "sandbox", label: "Fake" },
    start: { at: "trimHorizon" },
    createdAt: clock.now(),
    openedAt: clock.now(),
    reading: "running",
  });
  let count = 0;
  for (const delivery of deliveries) {
    await store.commit(id, delivery);
    count += delivery.records.length;
  }
  const lastOf = new Map<string, string>();
  let listed = 0;
  for (let after: string | number | undefined; ; ) {
    const page = await store.records(id, {
      by: "list",
      order: "asc",
      limit: LIMIT,
      ...(after === undefined ? {} : { after }),
    });
    for (const { shardId, keyText, sequenceNumber } of page.rows) {
      for (const line of [shardId, `key ${keyText}`]) {
        // Asserting each would take longer than all the reading.
        if (sequenceNumber <= (lastOf.get(line) ?? "")) expect.fail(`list order along ${line} at ${sequenceNumber}`);
        lastOf.set(line, sequenceNumber);
      }
    }
    listed += page.rows.length;
    after = page.next;
    if (after === undefined) break;
  }
  expect(listed).toBe(count);
}
