import type { IndexDescription, TableDescription } from "dynalite/db/index.js";
import type { StreamViewType } from "@/lib/stream/record";
import { validation } from "./aws-error";
import { boolean, oneOf, structure } from "./request";

type Body = Record<string, unknown>;

const VIEW_TYPES = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] as const;
/** [3] A new on-demand table starts with four partitions. */
const ON_DEMAND_ROOTS = 4;

/** The view type that a request enables; undefined when it does not enable a stream. */
export function wantedViewType(body: Body): StreamViewType | undefined {
  const specification = structure(body, "StreamSpecification");
  if (!specification) return undefined;
  const enabled = boolean(specification, "StreamEnabled");
  const viewType = oneOf(specification, "StreamViewType", VIEW_TYPES);
  if (enabled === undefined) {
    throw validation(
      "1 validation error detected: Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null",
    );
  }
  if (enabled && !viewType) {
    throw validation(
      "One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true",
    );
  }
  if (!enabled && viewType) {
    throw validation(
      "One or more parameter values were invalid: StreamViewType must not be given when StreamEnabled is false",
    );
  }
  return viewType;
}

/** One partition per 1000 write units or 3000 read units [D]; recorded: one for 5 units. */
export function rootShards(description: TableDescription): number {
  const units = description.ProvisionedThroughput as { ReadCapacityUnits: number; WriteCapacityUnits: number };
  if (units.WriteCapacityUnits === 0) return ON_DEMAND_ROOTS;
  return Math.min(100, Math.ceil(units.WriteCapacityUnits / 1000 + units.ReadCapacityUnits / 3000));
}

export function throughput(given: unknown): object {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = (given ?? {}) as Record<string, number>;
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
}

/** Fills in what a description of an index says beyond the request. */
export function describeIndex(index: IndexDescription, tableArn: string, isGlobal: boolean): void {
  index.IndexArn = `${tableArn}/index/${index.IndexName}`;
  index.IndexSizeBytes = 0;
  index.ItemCount = 0;
  if (!isGlobal) return;
  index.IndexStatus = "ACTIVE";
  index.ProvisionedThroughput = throughput(index.ProvisionedThroughput);
}

export function wantedTags(body: Body): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const tag of Array.isArray(body.Tags) ? body.Tags : []) {
    if (tag && typeof tag.Key === "string" && typeof tag.Value === "string") tags[tag.Key] = tag.Value;
  }
  return tags;
}
