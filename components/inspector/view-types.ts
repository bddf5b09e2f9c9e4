import type { StreamInfo } from "@/lib/api/contract";

/** What a record of such a stream holds. */
export const viewTypes: Record<StreamInfo["viewType"], string> = {
  KEYS_ONLY: "Records hold the keys alone: what changed is not known.",
  NEW_IMAGE: "Records hold the keys and the item as it is after the change.",
  OLD_IMAGE: "Records hold the keys and the item as it was before the change.",
  NEW_AND_OLD_IMAGES: "Records hold the item before and after the change.",
};
