import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { checkpoint, NEW_CAPTURE, record } from "./records";

/** A process to be killed: stores records 1, 2, 3… of one shard for ever, and says how many are acknowledged. */
const [directory = ""] = process.argv.slice(2);
const store = await createSqliteStore({ directory, clock: systemClock });
const { id } = (await store.list())[0] ?? (await store.create(NEW_CAPTURE));
let stored = await store.cursor(id);
process.on("disconnect", () => process.exit());
for (;;) {
  const count = 1 + ((stored * 31) % 170);
  const records = Array.from({ length: count }, (_, n) => record(stored + 1 + n, 1_700_000_000 + stored));
  stored += count;
  await store.commit(id, { shardId: "shardId-1", records, checkpoints: [checkpoint("shardId-1", stored)] });
  process.send?.(stored);
}
