import type { CommitResult, RecordRow } from "@/lib/capture/store";
import type { ChangeSummary } from "@/lib/stream/change";
import type { KeySchema } from "@/lib/stream/shard";
import { storedKeyOf } from "./item-key";
import type { StoredPlaces } from "./protocol";
import type { RecordFacts, RecordsApart } from "./record-facts";
import { rowOf } from "./rows";

type ShownFacts = Omit<RecordFacts, "texts" | "details"> & Pick<RecordsApart, "changes">;

/** A commit's answer. Its rows are made when someone first looks at them: while nobody does, a million cost nothing. */
export function committedRows(
  shardId: string,
  { sequences, times, events, sizes, keys, changes }: ShownFacts,
  { orders, shard, ...stored }: StoredPlaces,
  schema: KeySchema,
): CommitResult {
  let made: RecordRow[] | undefined;
  const make = () => {
    let cursor = stored.cursor - stored.added.records;
    return orders.flatMap((order, at): RecordRow[] => {
      if (order === null) return [];
      cursor++;
      const change = changes[at] as ChangeSummary;
      const row = {
        ...storedKeyOf(keys[at] as string),
        cursor,
        shard,
        order,
        time: times[at] as number,
        event: events[at] as number,
        size: sizes[at] as number,
      };
      return [rowOf(row, { shardId, sequenceNumber: sequences[at] as string, change }, schema)];
    });
  };
  return {
    ...stored,
    get rows() {
      made ??= make();
      return made;
    },
  };
}
