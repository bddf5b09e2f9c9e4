import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("./recordings/", import.meta.url);

export interface Recording {
  /** As `TestDynamoDB::test_batch_write_items_streaming`. */
  test: string;
  /** AWS's answers, by the names that the test gave them. */
  parts: Record<string, unknown>;
  /** The writes that were made, in words, as the index lists them. */
  writes: string;
}

interface Index {
  recordings: { test: string; writes: string }[];
}

/** Every recording of AWS. */
export function loadRecordings(): Recording[] {
  const json = (file: string) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  const { recordings } = json("index.json") as Index;
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".snapshot.json"))
    .flatMap((file) => Object.entries(json(file) as Record<string, { "recorded-content": Recording["parts"] }>))
    .map(([name, content]) => {
      const test = name.slice(name.indexOf("::") + 2);
      const writes = recordings.find((entry) => entry.test === test)?.writes ?? "";
      return { test, parts: content["recorded-content"], writes };
    });
}

const PLACEHOLDER = /<([\w-]+(?::\d+)?)>/g;
const MOMENT = /^<?(approximate-creation-)?(datetime|timestamp)>?$/;

/**
 * Compares answers with recordings field by field. What changes from run to run stands in a recording as a placeholder: the same
 * one is the same value throughout, and two of a kind (`<shard-id:1>`, `<shard-id:2>`) are two values.
 */
export class RecordedComparison {
  readonly #bound = new Map<string, string>();

  /** Where they differ, one line each; none when they are alike. */
  differences(recorded: unknown, actual: unknown, path = "answer"): string[] {
    if (typeof recorded === "string") return this.#text(recorded, actual, path);
    if (typeof recorded !== "object" || recorded === null) {
      return Object.is(recorded, actual) ? [] : [`${path}: ${shown(recorded)} was recorded, not ${shown(actual)}`];
    }
    if (typeof actual !== "object" || actual === null || Array.isArray(recorded) !== Array.isArray(actual)) {
      return [`${path}: ${shown(recorded)} was recorded, not ${shown(actual)}`];
    }
    const names = new Set([...fields(recorded), ...fields(actual)]);
    return [...names].flatMap((name) => {
      const [a, b] = [(recorded as Fields)[name], (actual as Fields)[name]];
      if (a === undefined) return [`${path}.${name}: was not recorded, but is ${shown(b)}`];
      if (b === undefined) return [`${path}.${name}: is missing; ${shown(a)} was recorded`];
      return this.differences(a, b, `${path}.${name}`);
    });
  }

  #text(recorded: string, actual: unknown, path: string): string[] {
    const different = [`${path}: ${shown(recorded)} was recorded, not ${shown(actual)}`];
    if (actual instanceof Uint8Array) return bytes(recorded).equals(actual) ? [] : different;
    if (MOMENT.test(recorded)) return actual instanceof Date || typeof actual === "number" ? [] : different;
    if (typeof actual !== "string") return different;
    if (recorded === "starting-sequence-number") return /^\d{21,40}$/.test(actual) ? [] : different;
    if (recorded === "shard-id") return /^shardId-/.test(actual) ? [] : different;
    const names = [...recorded.matchAll(PLACEHOLDER)].map((match) => match[1] as string);
    const pattern = recorded
      .split(/<[\w-]+(?::\d+)?>/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("111111111111", "\\d{12}"))
      .join("(.+?)");
    const found = new RegExp(`^${pattern}$`).exec(actual);
    if (!found) return different;
    return names.flatMap((name, i) => this.#bind(name, found[i + 1] as string, path));
  }

  #bind(name: string, value: string, path: string): string[] {
    const known = this.#bound.get(name);
    if (known !== undefined) return known === value ? [] : [`${path}: <${name}> is ${value}, and ${known} elsewhere`];
    const kind = name.split(":")[0];
    const same = [...this.#bound].find(([other, bound]) => bound === value && other.split(":")[0] === kind);
    this.#bound.set(name, value);
    return same && name.includes(":") ? [`${path}: <${name}> is ${value}, as is <${same[0]}>`] : [];
  }
}

type Fields = Record<string, unknown>;

/** What only the transport says is not compared. */
function fields(value: object): string[] {
  return Object.keys(value).filter(
    (name) => name !== "ResponseMetadata" && name !== "$metadata" && (value as Fields)[name] !== undefined,
  );
}

/** Binary is recorded as base64, or as Python shows it: `b'\x90'`. */
function bytes(recorded: string): Buffer {
  const python = /^b'(.*)'$/.exec(recorded)?.[1];
  if (python === undefined) return Buffer.from(recorded, "base64");
  return Buffer.from(
    python.replace(/\\x(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? String(value);
}
