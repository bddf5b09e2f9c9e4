import { parsePath } from "@/lib/filter/filter-path";
import { ShardscopeError } from "@/lib/stream/error";
import { formatPath, type Path } from "@/lib/stream/path";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import type { KeySchema } from "@/lib/stream/shard";
import { valueAt } from "@/lib/stream/value-at";
import { type CsvCell, valueCell } from "./csv-cell";
import type { RecordBatches } from "./exporter";

/** What a column asks for. `each`: a column for each attribute that any record has there. */
export type CsvColumn =
  | { kind: "fact"; name: keyof typeof facts }
  | { kind: "value"; image: Image; path: Path }
  | { kind: "image"; image: Image }
  | { kind: "each"; image: Image };

type Image = "new" | "old" | "keys";

const facts = {
  time: ({ record }: Row) => new Date(recordTime(record)).toISOString(),
  event: ({ record }: Row) => record.eventName,
  shard: ({ shardId }: Row) => shardId,
  sequence: ({ record }: Row) => record.dynamodb.SequenceNumber,
  size: ({ record }: Row) => ({ number: String(record.dynamodb.SizeBytes) }),
  ttl: ({ record }: Row) => String(isTtlDelete(record)),
  id: ({ record }: Row) => record.eventID,
} satisfies Record<string, (row: Row) => CsvCell>;

const IMAGES = { new: "NewImage", old: "OldImage", keys: "Keys" } as const;
const MAX_COLUMNS = 1_000;

export const defaultColumns = parseColumns("time,event,keys.*,shard,sequence,size,old,new");

interface Row {
  shardId: string;
  record: StreamRecord;
}

/** A column as it is written: its heading, and its cell of a record. */
export interface WrittenColumn {
  heading: string;
  cell(row: Row): CsvCell;
}

/**
 * Columns as a person lists them: `time`, `event`, `shard`, `sequence`, `size`, `ttl`, `id`; `keys`, `new` and `old` for a
 * whole image as typed JSON; `new.status`, `old.lines[0].sku` for a value in one; `new.*` for each attribute.
 * Throws badRequest that names the one that is wrong.
 */
export function parseColumns(text: string): CsvColumn[] {
  const columns = text
    .split(/,(?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/)
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map(parseColumn);
  if (columns.length === 0) throw new ShardscopeError("badRequest", "columns: name at least one.");
  if (columns.length > MAX_COLUMNS) throw tooMany();
  return columns;
}

function parseColumn(name: string): CsvColumn {
  if (Object.hasOwn(facts, name)) return { kind: "fact", name: name as keyof typeof facts };
  const [, image, rest] = /^(new|old|keys)(?:\.(.*))?$/s.exec(name) ?? [];
  if (image === undefined) {
    throw new ShardscopeError("badRequest", `columns: there is no column "${name.slice(0, 60)}".`, {
      hint: `There are ${Object.keys(facts).join(", ")}, keys, new, old, and paths such as new.status or old.*`,
    });
  }
  if (rest === undefined) return { kind: "image", image: image as Image };
  if (rest === "*") return { kind: "each", image: image as Image };
  const { path, error } = parsePath(rest, 0);
  if (error) throw new ShardscopeError("badRequest", `columns: "${name.slice(0, 60)}": ${error.message}`);
  return { kind: "value", image: image as Image, path };
}

/** The columns with each `*` told in full: of keys by the schema, of images by looking at all records. */
export async function writtenColumns(
  columns: readonly CsvColumn[],
  keySchema: KeySchema,
  scan: () => RecordBatches,
): Promise<WrittenColumn[]> {
  const keyNames = keySchema.range === undefined ? [keySchema.hash] : [keySchema.hash, keySchema.range];
  const found = new Map<Image, Set<string>>([["keys", new Set(keyNames)]]);
  for (const column of columns) {
    if (column.kind === "each" && column.image !== "keys") found.set(column.image, new Set(keyNames));
  }
  if (found.size > 1) await collectNames(found, scan());
  return columns.flatMap((column) => {
    if (column.kind !== "each") return [written(column)];
    const names = [...(found.get(column.image) ?? [])];
    // The key leads, as it does on the screen.
    const ordered = [...names.slice(0, keyNames.length), ...names.slice(keyNames.length).sort()];
    return ordered.map((name) => written({ kind: "value", image: column.image, path: [name] }));
  });
}

async function collectNames(found: ReadonlyMap<Image, Set<string>>, batches: RecordBatches): Promise<void> {
  for await (const batch of batches) {
    for (const { record } of batch) {
      for (const [image, names] of found) {
        if (image === "keys") continue;
        for (const name of Object.keys(record.dynamodb[IMAGES[image]] ?? {})) names.add(name);
        if (names.size > MAX_COLUMNS) throw tooMany();
      }
    }
  }
}

function tooMany(): ShardscopeError {
  return new ShardscopeError("badRequest", `columns: that is more than ${MAX_COLUMNS} columns.`, {
    hint: "Name the attributes that you want: new.status,new.total",
  });
}

function written(column: Exclude<CsvColumn, { kind: "each" }>): WrittenColumn {
  if (column.kind === "fact") return { heading: column.name, cell: facts[column.name] };
  const field = IMAGES[column.image];
  if (column.kind === "image") {
    return {
      heading: column.image,
      cell: ({ record }) => (record.dynamodb[field] ? JSON.stringify(record.dynamodb[field]) : undefined),
    };
  }
  const { path } = column;
  return {
    heading: column.image === "keys" ? formatPath(path) : `${column.image}.${formatPath(path)}`,
    cell: ({ record }) => valueCell(valueAt(record.dynamodb[field], path)),
  };
}
