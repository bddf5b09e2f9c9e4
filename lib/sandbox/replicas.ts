import type { BatchOperation } from "dynalite/db/index.js";
import { validation } from "./aws-error";
import { structure, text } from "./request";
import type { TableEntry } from "./tables";
import type { Parts } from "./write-unit";

type Body = Record<string, unknown>;

/** What `ReplicaUpdates` of UpdateTable asks for, checked and ready to be made (global tables of version 2019.11.21). */
export interface ReplicaChange {
  /** Changes what is in memory, at once; answers what to write. */
  make(): BatchOperation[];
  /** Replicas as the answer tells of them while they change, by region. */
  statuses: Map<string, "CREATING" | "DELETING">;
}

/** Undefined when absent. Throws ValidationException, changes nothing. */
export function replicaChange(parts: Parts, entry: TableEntry, body: Body): ReplicaChange | undefined {
  const updates = body.ReplicaUpdates;
  if (updates === undefined || updates === null) return undefined;
  if (!Array.isArray(updates) || updates.length === 0) throw validation("ReplicaUpdates must not be empty");
  const statuses: ReplicaChange["statuses"] = new Map();
  const removed: TableEntry[] = [];
  const created: string[] = [];
  for (const member of updates) {
    const update = structure({ member }, "member") ?? {};
    const [create, remove] = [structure(update, "Create"), structure(update, "Delete")];
    const region = text(create ?? remove ?? {}, "RegionName") ?? "";
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw validation(`Invalid RegionName: ${region}`);
    if (statuses.has(region)) throw validation(`ReplicaUpdates names the region ${region} more than once`);
    if (create) {
      checkCreation(parts, entry, region);
      created.push(region);
    } else removed.push(removable(parts, entry, region));
    statuses.set(region, create ? "CREATING" : "DELETING");
  }
  return {
    statuses,
    make: () => [
      ...created.flatMap((region) => parts.tables.replicate(entry, region)),
      ...removed.flatMap((replica) => parts.tables.drop(replica)),
    ],
  };
}

function checkCreation(parts: Parts, entry: TableEntry, region: string): void {
  const name = entry.description.TableName;
  const existing = parts.tables.find(region, name);
  if (existing) {
    const what = existing.place === entry.place ? "replicas" : "tables";
    throw validation(
      `Failed to create a the new replica of table with name: '${name}' because one or more replicas already existed as ${what}.`,
    );
  }
  const viewType = parts.tables.stream(entry)?.viewType ?? "NEW_AND_OLD_IMAGES";
  if (viewType !== "NEW_AND_OLD_IMAGES") {
    throw validation("One or more parameter values were invalid: replicas need a stream with NEW_AND_OLD_IMAGES");
  }
}

function removable(parts: Parts, entry: TableEntry, region: string): TableEntry {
  const replica = parts.tables.replicas(entry).find((each) => each !== entry && each.region === region);
  const name = entry.description.TableName;
  if (!replica) {
    throw validation(`Failed to delete the replica of table with name: '${name}' because there is none in ${region}.`);
  }
  if (replica.description.DeletionProtectionEnabled === true) {
    throw validation(`The replica of table ${name} in ${region} is protected against deletion.`);
  }
  return replica;
}
