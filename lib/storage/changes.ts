import type { ChangesQuery } from "@/lib/capture/store";
import { ChangeCounter } from "@/lib/capture/store-changes";
import type { StreamRecord } from "@/lib/stream/record";
import type { CaptureReads } from "./capture-reads";
import { position } from "./condition";
import type { ChangesStep } from "./protocol";
import { type Search, search } from "./search";

/** Of one step, some 15 ms. */
const STEP_RECORDS = 500;
const STEP_CHARACTERS = 2 * 1024 * 1024;

/** Counts the next records, newest first. */
export function countChanges(
  file: CaptureReads,
  query: Omit<ChangesQuery, "limit"> & { head: number },
  after: string | null,
): ChangesStep {
  const walk: Search = {
    ...query,
    by: "list",
    order: "desc",
    slim: true,
    ...(after !== null && { after }),
    limit: STEP_RECORDS,
  };
  const { matches, next, scanned } = search(file, walk);
  const counter = new ChangeCounter();
  let characters = 0;
  for (const match of matches) {
    const { record } = file.blocks.at(match.cursor);
    const shardId = file.shards.byNumber.get(match.shard)?.shardId ?? "";
    counter.add(shardId, JSON.parse(record) as StreamRecord, file.capture.stream.keySchema);
    characters += record.length;
    if (characters > STEP_CHARACTERS && counter.counted < matches.length) {
      return { part: counter.part(), scanned: counter.counted, next: String(position(walk, match)) };
    }
  }
  return { part: counter.part(), scanned, ...(next !== undefined && { next: String(next) }) };
}
