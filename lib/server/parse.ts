import { z } from "zod";
import type { Clock } from "@/lib/clock";
import { type Filter, parseFilter } from "@/lib/filter/filter";
import { parsePath } from "@/lib/filter/filter-path";
import { type LambdaFilter, readFilterCriteria } from "@/lib/filter/lambda-criteria";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { ShardscopeError } from "@/lib/stream/error";
import { compareSequenceNumbers, isSequenceNumber } from "@/lib/stream/sequence-number";
import type { KeySchema } from "@/lib/stream/shard";

/** ISO 8601 with a zone → milliseconds. */
export const isoTime = z.string().transform((text, context) => {
  const time = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  context.addIssue({ code: "custom", message: "must be an ISO 8601 time with a zone, like 2026-11-20T07:52:33.000Z" });
  return z.NEVER;
});

const start = z.discriminatedUnion("at", [
  z.object({ at: z.literal("latest") }),
  z.object({ at: z.literal("trimHorizon") }),
  z.object({ at: z.literal("time"), time: isoTime }),
  z.object({
    at: z.literal("sequence"),
    shardId: z.string().min(1).max(100),
    sequenceNumber: z.string().refine(isSequenceNumber, "must be the digits of a sequence number"),
  }),
]);

export const openCaptureBody = z.object({
  streamArn: z.string().min(1).max(2048),
  connection: z.union([
    z.string().min(1).max(300),
    z.object({ endpoint: z.string().max(300), region: z.string().regex(/^[a-z0-9-]{1,30}$/i) }),
  ]),
  start,
});

export const openSandboxBody = z.object({ start: start.default({ at: "trimHorizon" }) });

/** At least 10 MB: below, what a capture needs beside its records would be more than they. */
const keep = z.union([
  z.strictObject({ days: z.number().int().min(1).max(36_500) }),
  z.strictObject({ megabytes: z.number().int().min(10).max(100_000_000) }),
  z.null(),
]);

export const changeCaptureBody = z
  .object({ reading: z.enum(["running", "paused"]).exactOptional(), keep: keep.exactOptional() })
  .refine((body) => body.reading !== undefined || body.keep !== undefined, "give reading or keep");

export const seekBody = z.object({ time: isoTime });

export const filterText = z.string().max(4096).exactOptional();
/** How clock times in a filter are read: as the person's screen shows them. */
export const zone = z.enum(["utc", "local"]).default("utc");

export const recordsQuery = z.object({
  filter: filterText,
  zone,
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  order: z.enum(["asc", "desc"]).default("desc"),
  cursor: z.string().max(200).exactOptional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

export const locateQuery = z
  .object({
    place: z.string().max(200).exactOptional(),
    share: z.coerce.number().min(0).max(1).exactOptional(),
    from: isoTime.exactOptional(),
    to: isoTime.exactOptional(),
  })
  .transform(({ place, share, ...range }, context) => {
    if (place !== undefined) return { ...range, at: { place } };
    if (share !== undefined) return { ...range, at: { share } };
    context.addIssue({ code: "custom", message: "give place or share" });
    return z.NEVER;
  });

const path = z
  .string()
  .max(400)
  .transform((text, context) => {
    const { path, error } = parsePath(text, 0);
    if (path) return path;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  });

export const valuesQuery = z.object({
  cursors: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15}){0,199}$/, "must be 1 to 200 cursors: 1,2,3")
    .transform((text) => text.split(",").map(Number)),
  column: z.array(path).min(1).max(6),
});

export const changesQuery = z.object({
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  filter: filterText,
  zone,
  limit: z.coerce.number().int().min(1).max(200_000).default(20_000),
});

export const countQuery = z.object({
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  filter: filterText,
  zone,
});

export const completeQuery = z.object({ prefix: z.string().max(4096) });

export const timelineQuery = z.object({
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  buckets: z.coerce.number().int().min(1).max(5000).default(300),
  filter: filterText,
  zone,
});

export const patternBody = z.object({
  filterCriteria: z.union([z.string(), z.record(z.string(), z.unknown())], {
    error: "must be a FilterCriteria object, or its text",
  }),
  filter: filterText,
  zone,
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
  examples: z.number().int().min(0).max(100).default(25),
});

const sequenceNumber = z.string().refine(isSequenceNumber, "must be the digits of a sequence number");

export const batchBody = z
  .object({ shardId: z.string().min(1).max(100), from: sequenceNumber, to: sequenceNumber })
  .refine(({ from, to }) => compareSequenceNumbers(from, to) <= 0, "to: must not come before from");

/** Parses input against a schema; the error names the field and what it must be. Rejects: badRequest. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join(".");
  throw new ShardscopeError(
    "badRequest",
    `${field ? `${field}: ` : ""}${issue?.message ?? "The request is not valid."}`,
  );
}

export function parseQuery<Schema extends z.ZodType>(schema: Schema, url: URL): z.output<Schema> {
  return parse(schema, Object.fromEntries(url.searchParams));
}

/** The parsed filter of a query, or nothing for an empty one. Rejects: filterInvalid, with the character where it goes wrong. */
export function filterOf(
  { filter: text = "", zone }: { filter?: string | undefined; zone: "utc" | "local" },
  clock: Clock,
): { filter?: Filter } {
  if (text.trim() === "") return {};
  const parsed = parseFilter(text, { now: clock.now(), zone });
  if (parsed.error)
    throw new ShardscopeError("filterInvalid", parsed.error.message, { position: parsed.error.position });
  return { filter: parsed.filter };
}

/** The filters of an event source mapping. Rejects: filterInvalid, with the character where a text goes wrong. */
export function lambdaFiltersOf(criteria: string | object): LambdaFilter[] {
  const text = typeof criteria === "string" ? criteria : textOf(criteria);
  const { filters, error } = readFilterCriteria(text);
  if (!error) return filters;
  // The text of an object is ours: a place in it would tell nothing.
  const place = typeof criteria === "string" ? { position: error.position } : {};
  throw new ShardscopeError("filterInvalid", error.message, place);
}

function textOf(criteria: object): string {
  try {
    return JSON.stringify(criteria);
  } catch (cause) {
    throw new ShardscopeError("filterInvalid", "The filter is nested too deeply.", { cause });
  }
}

/** An item's key in typed JSON, with exactly the attributes of the table's key. Rejects: badRequest. */
export function keyOf(text: string | null, schema: KeySchema): AttributeMap {
  const names = schema.range === undefined ? [schema.hash] : [schema.hash, schema.range];
  const example = `{${names.map((name) => `${JSON.stringify(name)}:{"S":"…"}`).join(",")}}`;
  let key: unknown;
  try {
    key = JSON.parse(text ?? "");
  } catch {
    key = undefined;
  }
  const result = z
    .record(
      z.string(),
      z.union([z.object({ S: z.string() }), z.object({ N: z.string() }), z.object({ B: z.string() })]),
    )
    .safeParse(key);
  if (
    !result.success ||
    names.length !== Object.keys(result.data).length ||
    names.some((name) => !Object.hasOwn(result.data, name))
  ) {
    throw new ShardscopeError("badRequest", `key: must be the item's key in DynamoDB JSON, like ${example}`);
  }
  return key as AttributeMap;
}
