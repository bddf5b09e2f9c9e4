import { EmptyState } from "@/components/ui/empty-state";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { StreamRecord } from "@/lib/stream/record";
import { ImageView } from "./image-view";

export const imageMeans = {
  new: "The new image is the item as it is after the change.",
  old: "The old image is the item as it was before the change.",
};

interface RecordImageProps {
  image: AttributeMap | undefined;
  which: keyof typeof imageMeans;
  record: StreamRecord;
  onFilterPath: (path: string) => void;
}

/** One of the two images of a record, or why there is none. */
export function RecordImage({ image, which, record, onFilterPath }: RecordImageProps) {
  if (image) return <ImageView image={image} onFilterPath={onFilterPath} />;
  const { eventName, dynamodb } = record;
  if (eventName === "REMOVE" && which === "new") {
    return <EmptyState title="The item was deleted: there is no new image">{imageMeans.new}</EmptyState>;
  }
  if (eventName === "INSERT" && which === "old") {
    return <EmptyState title="The item is new: there is no old image">{imageMeans.old}</EmptyState>;
  }
  return (
    <EmptyState title={`The record holds no ${which} image`}>
      {imageMeans[which]} The stream's view type, {dynamodb.StreamViewType}, leaves it out.
    </EmptyState>
  );
}
