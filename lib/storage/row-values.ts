import type { RowValues } from "@/lib/capture/store";
import { columnValue } from "@/lib/stream/column-value";
import type { Path } from "@/lib/stream/path";
import type { StreamRecord } from "@/lib/stream/record";
import type { CaptureReads } from "./capture-reads";

/** What the rows with these cursors hold at the paths. */
export function rowValues(
  file: CaptureReads,
  { cursors, paths }: { cursors: readonly number[]; paths: readonly Path[] },
): RowValues[] {
  const stored = file.db
    .prepare("SELECT cursor FROM records WHERE cursor IN (SELECT value FROM json_each(?)) ORDER BY cursor")
    .raw()
    .all([JSON.stringify(cursors)]) as [number][];
  return stored.map(([cursor]) => {
    const record = JSON.parse(file.blocks.at(cursor).record) as StreamRecord;
    return { cursor, values: paths.map((path) => columnValue(record, path)) };
  });
}
