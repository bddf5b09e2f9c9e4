import { formatPath, type Path } from "@/lib/stream/path";
import type { StreamViewType } from "@/lib/stream/record";
import type { KeySchema } from "@/lib/stream/shard";
import { type LambdaFilter, USUAL_FILTERS } from "./lambda-criteria";
import { mismatchOf, type Shape } from "./lambda-mismatch";
import type { PatternField, PatternFields, PatternLeaf } from "./lambda-pattern";

/** A filter that AWS takes, but that does not do what it looks like. */
export interface PatternWarning {
  message: string;
  path: string;
  /** Where it stands in the text, in characters. */
  position: number;
  length: number;
}

/** What is known of the stream that the filters are for. */
export interface FilteredStream {
  viewType?: StreamViewType;
  keySchema?: KeySchema;
}

/** The shape of a record as Lambda gets it; the kind of value each leaf has. */
const RECORD = {
  eventID: "text",
  eventName: "text",
  eventVersion: "text",
  eventSource: "text",
  awsRegion: "text",
  eventSourceARN: "text",
  dynamodb: "object",
  userIdentity: "object",
} as const;
const DYNAMODB = {
  ApproximateCreationDateTime: "number",
  Keys: "item",
  NewImage: "item",
  OldImage: "item",
  SequenceNumber: "text",
  SizeBytes: "number",
  StreamViewType: "text",
} as const;
const IDENTITY = { type: "text", principalId: "text" } as const;

/** DynamoDB's type tags, and what is below each. */
const TAGS = {
  S: "text",
  N: "numberText",
  B: "text",
  BOOL: "boolean",
  NULL: "boolean",
  SS: "text",
  NS: "numberText",
  BS: "text",
  M: "item",
  L: "value",
} as const;

const EVENTS = new Set(["INSERT", "MODIFY", "REMOVE"]);
const WITHOUT_NEW: readonly StreamViewType[] = ["KEYS_ONLY", "OLD_IMAGE"];
const WITHOUT_OLD: readonly StreamViewType[] = ["KEYS_ONLY", "NEW_IMAGE"];

/** What AWS accepts in these filters and yet can never match, always matches, or is known to be a trap. */
export function patternWarnings(filters: readonly LambdaFilter[], stream: FilteredStream = {}): PatternWarning[] {
  const found: PatternWarning[] = [];
  for (const { pattern } of filters) new Checker(stream, found).record(pattern);
  const [first] = filters.slice(USUAL_FILTERS);
  if (first) {
    const { start, end } = first.pattern;
    const message = `More than ${USUAL_FILTERS} filters need a higher quota: ask AWS for up to ten.`;
    found.push({ message, path: "", position: start, length: end - start });
  }
  return found;
}

class Checker {
  readonly #stream: FilteredStream;
  readonly #found: PatternWarning[];

  constructor(stream: FilteredStream, found: PatternWarning[]) {
    this.#stream = stream;
    this.#found = found;
  }

  record(pattern: PatternFields): void {
    this.#names(pattern, RECORD, "a record", (field, shape) => {
      if (shape === "object") {
        if (field.name === "dynamodb") this.#dynamodb(field);
        else
          this.#below(field, (node) => this.#names(node, IDENTITY, "userIdentity", (each, s) => this.#plain(each, s)));
      } else {
        this.#plain(field, shape);
        if (field.name === "eventName") this.#events(field);
      }
    });
    this.#imagesOfEvent(pattern);
  }

  #dynamodb(field: PatternField): void {
    this.#below(field, (node) =>
      this.#names(node, DYNAMODB, "dynamodb", (each, shape) => {
        if (shape !== "item") return this.#plain(each, shape);
        this.#view(each);
        this.#below(each, (item) => this.#item(item, each.name === "Keys"));
      }),
    );
  }

  /** Attributes by name; each holds a value with a type tag. */
  #item(node: PatternFields, keys: boolean): void {
    const { keySchema } = this.#stream;
    this.#each(node, (field) => {
      if (keys && keySchema && field.name !== keySchema.hash && field.name !== keySchema.range) {
        const names = [keySchema.hash, keySchema.range].filter(Boolean).join(" and ");
        this.#never(field, `is no key of this table: its key is ${names}.`, field.node);
      }
      this.#value(field);
    });
  }

  #value(field: PatternField): void {
    const { node } = field;
    if (node.kind === "leaf") this.#notLeaf(node, 'The type stands between, as in {"S": ["…"]}.');
    else this.#tags(node);
  }

  #tags(node: PatternFields): void {
    this.#names(node, TAGS, "a DynamoDB value", (field, shape) => {
      if (shape === "item") this.#below(field, (item) => this.#item(item, false));
      else if (shape === "value") this.#below(field, (value) => this.#tags(value));
      else this.#plain(field, shape, field.name);
    });
  }

  /** A field whose value is a text, a number or a boolean; under a type tag, as DynamoDB writes it. */
  #plain({ node }: PatternField, shape: Shape, tag?: string): void {
    if (node.kind === "fields") {
      if (!onlyAbsent(node)) this.#warn(node.path, "has nothing below it: this never matches.", node);
      return;
    }
    for (const test of node.tests) {
      const mismatch = mismatchOf(test, shape, tag);
      if (mismatch) this.#warn(node.path, mismatch, test);
    }
  }

  /** exists and the rest look at leaves alone [recorded]. */
  #notLeaf(leaf: PatternLeaf, hint: string): void {
    for (const test of leaf.tests) {
      if (test.kind === "exists" && !test.value) {
        this.#warn(leaf.path, `is never a leaf, so it never exists: this always matches. ${hint}`, test);
      } else this.#warn(leaf.path, `is never a leaf: this never matches. ${hint}`, test);
    }
  }

  #events({ node }: PatternField): void {
    if (node.kind !== "leaf") return;
    for (const test of node.tests) {
      if (test.kind === "equals" && typeof test.value === "string" && !EVENTS.has(test.value)) {
        this.#warn(node.path, `is INSERT, MODIFY or REMOVE: ${JSON.stringify(test.value)} never matches.`, test);
      }
    }
  }

  #view(field: PatternField): void {
    const { viewType } = this.#stream;
    if (!viewType || onlyAbsent(field.node)) return;
    const without = field.name === "NewImage" ? WITHOUT_NEW : field.name === "OldImage" ? WITHOUT_OLD : [];
    if (without.includes(viewType))
      this.#never(field, `is not in this stream: its view type is ${viewType}.`, field.node);
  }

  /** An INSERT has no old image, a REMOVE no new one [recorded]. */
  #imagesOfEvent({ fields }: PatternFields): void {
    const events = fields.find(({ name }) => name === "eventName")?.node;
    const dynamodb = fields.find(({ name }) => name === "dynamodb")?.node;
    if (events?.kind !== "leaf" || dynamodb?.kind !== "fields") return;
    const only = (event: string) => events.tests.every((test) => test.kind === "equals" && test.value === event);
    for (const field of dynamodb.fields) {
      const event = field.name === "OldImage" ? "INSERT" : field.name === "NewImage" ? "REMOVE" : undefined;
      if (event && only(event)) this.#never(field, `is not in a record of ${event}: nothing passes.`, field.node);
    }
  }

  /** Calls `known` for each field that such an object can have, and warns of the others. */
  #names<Known extends Record<string, Shape>>(
    node: PatternFields,
    known: Known,
    owner: string,
    then: (field: PatternField, shape: Shape) => void,
  ): void {
    this.#each(node, (field) => {
      if (Object.hasOwn(known, field.name)) return then(field, known[field.name] as Shape);
      const like = Object.keys(known).find((name) => name.toLowerCase() === field.name.toLowerCase());
      const hint = like
        ? `Write ${like}.`
        : known === (RECORD as Record<string, Shape>) && Object.hasOwn(DYNAMODB, field.name)
          ? "It stands under dynamodb."
          : known === (TAGS as Record<string, Shape>)
            ? `A type stands here: ${Object.keys(TAGS).join(", ")}.`
            : `There are ${Object.keys(known).join(", ")}.`;
      this.#never(field, `is not part of ${owner}. ${hint}`, field.node);
    });
  }

  #each(node: PatternFields, then: (field: PatternField) => void): void {
    for (const field of node.fields) then(field);
    for (const branch of node.anyOf) this.#each(branch, then);
  }

  #below({ node }: PatternField, then: (node: PatternFields) => void): void {
    if (node.kind === "leaf") this.#notLeaf(node, "Name what lies in it.");
    else then(node);
  }

  #never(field: PatternField, message: string, node: PatternFields | PatternLeaf): void {
    if (onlyAbsent(node)) return;
    this.#found.push({
      message: `${formatPath(node.path)} ${message}`,
      path: formatPath(node.path),
      position: field.start,
      length: field.end - field.start,
    });
  }

  #warn(path: Path, message: string, { start, end }: { start: number; end: number }): void {
    const name = formatPath(path);
    this.#found.push({ message: `${name}: ${message}`, path: name, position: start, length: end - start });
  }
}

/** That something is absent may well be true of every record: no mistake. */
function onlyAbsent(node: PatternFields | PatternLeaf): boolean {
  if (node.kind === "leaf") return node.tests.every((test) => test.kind === "exists" && !test.value);
  return node.fields.every((field) => onlyAbsent(field.node)) && node.anyOf.every(onlyAbsent);
}
