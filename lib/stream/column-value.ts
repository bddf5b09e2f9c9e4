import { equalValues } from "./equal-values";
import { valueText } from "./format-value";
import type { Path } from "./path";
import type { StreamRecord } from "./record";
import { valueAt } from "./value-at";

/** What a column shows of a record: the value after it, and the one before it where that is another. Absent: there is none. */
export interface ColumnValue {
  old?: string;
  new?: string;
}

/** Characters: as many as a wide column has room for. */
const LIMIT = 120;

/** The value at `path` in the record's images, as text for the eye. What did not change is given as new alone. */
export function columnValue({ dynamodb }: StreamRecord, path: Path): ColumnValue {
  const { Keys, NewImage, OldImage } = dynamodb;
  // A view type that leaves out both images leaves the key.
  const next = valueAt(NewImage ?? (OldImage ? undefined : Keys), path);
  const old = valueAt(OldImage, path);
  const changed = old && !(next && equalValues(old, next));
  return {
    ...(next && { new: valueText(next, LIMIT) }),
    ...(changed && { old: valueText(old, LIMIT) }),
  };
}
