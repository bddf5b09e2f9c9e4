import type { RecordDetail } from "@/lib/api/contract";
import type { StreamRecord } from "@/lib/stream/record";

/**
 * What the stream's view type keeps out of a record, or what was filled in for it, as a sentence; undefined when nothing is
 * missing.
 */
export function leftOut({ eventName, dynamodb }: StreamRecord, inferred: RecordDetail["inferred"]): string | undefined {
  const { StreamViewType: view, NewImage, OldImage } = dynamodb;
  if (inferred?.OldImage) return `The stream's view type is ${view}: the old image is taken from the previous version.`;
  if (inferred?.NewImage) return `The stream's view type is ${view}: the new image is taken from the next version.`;
  const noNew = eventName !== "REMOVE" && NewImage === undefined;
  const noOld = eventName !== "INSERT" && OldImage === undefined;
  if (!noNew && !noOld) return undefined;
  const because = `The stream's view type is ${view}`;
  if (eventName === "INSERT") return `${because}: a record of a new item holds its key alone.`;
  if (eventName === "REMOVE") return `${because}: what the deleted item held is not in the record.`;
  if (noNew && noOld) return `${because}: a record holds the key alone, so what changed is not known.`;
  return noOld
    ? `${because}: the item before the change is not in the record, so this is how it stands after it.`
    : `${because}: the item after the change is not in the record, so this is how it stood before it.`;
}
