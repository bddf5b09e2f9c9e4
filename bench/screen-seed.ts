import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { benchRecord, SHARDS, shardOf } from "./store-records";

export const ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-20T00:00:00.000";
export const REGION = "eu-west-1";
/** Records of one commit: what a page of GetRecords holds. */
const PAGE = 1000;

/** Stores a capture of `count` records of a day that were read from `endpoint`, and gives its id. */
export async function seedCapture(directory: string, endpoint: string, count: number): Promise<string> {
  const store = await createSqliteStore({ directory, clock: systemClock });
  const now = systemClock.now();
  const { id } = await store.create({
    stream: {
      arn: ARN,
      tableName: "orders",
      label: "2026-11-20T00:00:00.000",
      status: "ENABLED",
      viewType: "NEW_AND_OLD_IMAGES",
      keySchema: { hash: "pk", range: "sk" },
    },
    connection: {
      id: `endpoint:${endpoint}@${REGION}`,
      kind: "endpoint",
      label: endpoint.replace("http://", ""),
      endpoint,
      region: REGION,
    },
    start: { at: "latest" },
    createdAt: now,
    openedAt: now,
    reading: "running",
  });
  // As shards are read: a page of each in turn.
  for (let page = 0; page * PAGE < count + PAGE * SHARDS; page++) {
    const first = Math.floor(page / SHARDS) * PAGE * SHARDS + (page % SHARDS);
    const records = Array.from({ length: PAGE }, (_, index) => first + index * SHARDS)
      .filter((n) => n < count)
      .map((n) => benchRecord(n, count));
    if (records.length > 0) await store.commit(id, { shardId: shardOf(page % SHARDS), records, checkpoints: [] });
  }
  await store.close();
  return id;
}
