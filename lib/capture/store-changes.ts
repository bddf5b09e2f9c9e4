import { quoteFilterText } from "@/lib/filter/write";
import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { equalValues, own } from "@/lib/stream/equal-values";
import { formatKey } from "@/lib/stream/format-key";
import { formatPath } from "@/lib/stream/path";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import type { KeySchema } from "@/lib/stream/shard";
import type { ChangeCounts, ChangeRow, ChangesReport } from "./store";

/** Rows of each list of a report. */
const TOP = 25;
/** Changed paths of one record that are counted; a record with more is rare and tells no more. */
const MAX_PATHS = 200;

/** Counts of one name, as they travel between threads. */
type Tally = [name: string, filter: string, inserts: number, modifies: number, removes: number];

/** What part of the records were counted to; parts add up. Plain JSON. */
export interface ChangesPart extends ChangeCounts {
  keys: Tally[];
  attributes: Tally[];
  entities: Tally[];
  shards: Tally[];
}

type ListName = "keys" | "attributes" | "entities" | "shards";
const LISTS: readonly ListName[] = ["keys", "attributes", "entities", "shards"];

/** Adds up what records changed. */
export class ChangeCounter {
  private readonly counts: ChangeCounts = {
    counted: 0,
    inserts: 0,
    modifies: 0,
    removes: 0,
    ttlRemoves: 0,
    compared: 0,
    oneAttribute: 0,
  };
  private readonly lists: Record<ListName, Map<string, Tally>> = {
    keys: new Map(),
    attributes: new Map(),
    entities: new Map(),
    shards: new Map(),
  };

  add(shardId: string, record: StreamRecord, schema: KeySchema): void {
    const { counts } = this;
    const { eventName, dynamodb } = record;
    const event = eventName === "INSERT" ? 2 : eventName === "MODIFY" ? 3 : 4;
    const time = recordTime(record);
    counts.counted++;
    counts.firstTime = Math.min(counts.firstTime ?? time, time);
    counts.lastTime = Math.max(counts.lastTime ?? time, time);
    if (event === 2) counts.inserts++;
    else if (event === 3) counts.modifies++;
    else counts.removes++;
    if (isTtlDelete(record)) counts.ttlRemoves++;

    const key = formatKey(dynamodb.Keys, schema);
    this.count("keys", key, event, () => `key:${quoteFilterText(key)}`);
    const entity = entityOf(dynamodb.Keys, schema);
    if (entity) this.count("entities", entity.name, event, () => entity.filter);
    this.count("shards", shardId, event, () => `shard:${quoteFilterText(shardId)}`);
    if (event !== 3 || !dynamodb.OldImage || !dynamodb.NewImage) return;
    counts.compared++;
    const paths = changedPaths(dynamodb.OldImage, dynamodb.NewImage);
    if (paths.length === 1) counts.oneAttribute++;
    for (const path of paths) {
      const name = formatPath(path);
      this.count("attributes", name, event, () => `changed:${name}`);
    }
  }

  merge(part: ChangesPart): void {
    const { counts } = this;
    for (const name of [
      "counted",
      "inserts",
      "modifies",
      "removes",
      "ttlRemoves",
      "compared",
      "oneAttribute",
    ] as const) {
      counts[name] += part[name];
    }
    if (part.firstTime !== undefined) counts.firstTime = Math.min(counts.firstTime ?? part.firstTime, part.firstTime);
    if (part.lastTime !== undefined) counts.lastTime = Math.max(counts.lastTime ?? part.lastTime, part.lastTime);
    for (const list of LISTS) {
      for (const tally of part[list]) {
        const known = this.lists[list].get(tally[0]);
        if (!known) this.lists[list].set(tally[0], tally);
        else for (const event of [2, 3, 4] as const) known[event] += tally[event];
      }
    }
  }

  part(): ChangesPart {
    const { keys, attributes, entities, shards } = this.lists;
    return {
      ...this.counts,
      keys: [...keys.values()],
      attributes: [...attributes.values()],
      entities: [...entities.values()],
      shards: [...shards.values()],
    };
  }

  get counted(): number {
    return this.counts.counted;
  }

  report(scanned: number, whole: boolean): ChangesReport {
    const list = (name: ListName) => {
      const rows = [...this.lists[name].values()]
        .map(toRow)
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
      return { distinct: rows.length, top: rows.slice(0, TOP) };
    };
    return {
      ...this.counts,
      scanned,
      whole,
      keys: list("keys"),
      attributes: list("attributes"),
      entities: list("entities"),
      shards: list("shards"),
    };
  }

  private count(list: ListName, name: string, event: 2 | 3 | 4, filter: () => string): void {
    let tally = this.lists[list].get(name);
    if (!tally) {
      tally = [name, filter(), 0, 0, 0];
      this.lists[list].set(name, tally);
    }
    tally[event]++;
  }
}

function toRow([name, filter, inserts, modifies, removes]: Tally): ChangeRow {
  return { name, filter, count: inserts + modifies + removes, inserts, modifies, removes };
}

/** Names of attributes from the top, through maps; a list or set that differs anywhere is one path. */
function changedPaths(old: AttributeMap, next: AttributeMap): string[][] {
  const paths: string[][] = [];
  const walk = (before: AttributeMap, after: AttributeMap, above: string[]) => {
    for (const name of Object.keys(after)) compare(own(before, name), own(after, name), [...above, name]);
    for (const name of Object.keys(before)) {
      if (!Object.hasOwn(after, name)) compare(own(before, name), undefined, [...above, name]);
    }
  };
  const compare = (before: AttributeValue | undefined, after: AttributeValue | undefined, path: string[]) => {
    if (paths.length >= MAX_PATHS) return;
    if (before && after) {
      if ("M" in before && "M" in after) return walk(before.M, after.M, path);
      if (equalValues(before, after)) return;
    }
    paths.push(path);
  };
  walk(old, next, []);
  return paths;
}

/** What separates a type from an id in a key: ORDER#17, user/4, SKU-9. */
const DELIMITER = /[#:/|~.-]/;

/**
 * The kind of item that a key speaks of, by what stands before the first delimiter in its parts: "ORDER / LINE" for
 * ORDER#17 / LINE#1. None where the hash key has no delimiter.
 */
function entityOf(keys: AttributeMap, schema: KeySchema): { name: string; filter: string } | undefined {
  const hash = prefixOf(own(keys, schema.hash));
  if (hash === undefined) return undefined;
  const range = schema.range === undefined ? undefined : prefixOf(own(keys, schema.range));
  if (range === undefined) return { name: bare(hash), filter: `key:${quoteFilterText(hash)}*` };
  return {
    name: `${bare(hash)} / ${bare(range)}`,
    filter: `key:${quoteFilterText(hash)}*${quoteFilterText(` / ${range}`)}*`,
  };
}

/** With its delimiter. */
function prefixOf(value: AttributeValue | undefined): string | undefined {
  if (!value || !("S" in value)) return undefined;
  const at = value.S.search(DELIMITER);
  return at > 0 ? value.S.slice(0, at + 1) : undefined;
}

function bare(prefix: string): string {
  return prefix.slice(0, -1);
}
