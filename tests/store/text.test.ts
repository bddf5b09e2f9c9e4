import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Filter } from "@/lib/filter/filter";
import { compileFilter } from "@/lib/filter/predicate";
import { CaptureFile } from "@/lib/storage/capture-file";
import { CaptureReads } from "@/lib/storage/capture-reads";
import { expireStep } from "@/lib/storage/expire";
import { takeApart } from "@/lib/storage/record-facts";
import { search } from "@/lib/storage/search";
import { attributeMap } from "@/lib/stream/attribute-value.arbitrary";
import type { StreamRecord } from "@/lib/stream/record";
import { NEW_CAPTURE, record } from "./records";

const T = 1_700_000_000;

let directory: string;
interface Opened {
  file: CaptureFile;
  /** The connection that queries. */
  reads: CaptureReads;
}
let files: Opened[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-text-"));
  files = [];
});
afterEach(async () => {
  for (const { file, reads } of files) {
    reads.close();
    file.close();
  }
  await rm(directory, { recursive: true });
});

function open(): Opened {
  const id = `c${files.length}`;
  const path = join(directory, `${id}.sqlite`);
  const file = CaptureFile.create(path, { ...NEW_CAPTURE, id });
  const opened = { file, reads: CaptureReads.open(path) };
  files.push(opened);
  return opened;
}

function store(file: CaptureFile, shardId: string, records: readonly StreamRecord[]): void {
  file.commit(shardId, takeApart(records, NEW_CAPTURE.stream.keySchema).facts, []);
}

function cursorsOf(reads: CaptureReads, filter: Filter, by: "list" | "stored", order: "asc" | "desc", limit = 7) {
  const cursors: number[] = [];
  let after: string | number | undefined;
  do {
    const query = { filter, by, order, limit, ...(after !== undefined && { after }) };
    const step = reads.read((file) => search(file, query));
    cursors.push(...step.matches.map(({ cursor }) => cursor));
    after = step.next;
  } while (after !== undefined);
  return cursors;
}

/** Words that share their grams, end in digits, hide in quotes and brackets, or change in lower case. */
const words = fc.constantFrom(
  "ORDER#1234",
  "order#12345",
  "1234",
  "12345",
  "2345",
  "99",
  "a b",
  'say "yes"',
  "it's",
  "ΑΣ",
  "ΑΣ Ω",
  "İstanbul",
  "straße",
  "漢字かな",
  "😀😀",
  "\ud83d",
  "\u0000\u0001x",
  "back\\slash",
  "null",
  "true",
  "Zm9vYmFy",
  "",
);
const text = fc.array(words, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const part = fc
  .tuple(text, fc.nat(6), fc.nat(9))
  .map(([whole, from, length]) => whole.slice(Math.min(from, whole.length), from + length));

const records = fc.array(
  fc.record({
    shard: fc.constantFrom("a", "b"),
    key: text,
    fields: fc.dictionary(
      fc.oneof(text, fc.constant("note")),
      fc.oneof(
        text.map((S) => ({ S })),
        text.map((S) => ({ SS: [S, "x"] })),
        text.map((S) => ({ L: [{ M: { deep: { S } } }] })),
        fc.constant({ N: "1234.50" }),
        fc.constant({ B: "Zm9vYmFy" }),
        fc.constant({ BOOL: true }),
      ),
      { maxKeys: 4 },
    ),
    extra: attributeMap,
  }),
  { minLength: 1, maxLength: 140 },
);

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((pieces): Filter => ({ kind: "text", pieces: pieces.map((piece) => piece.toLowerCase()) })),
  fc
    .record({
      pattern: fc.array(part, { minLength: 1, maxLength: 2 }),
      quoted: fc.boolean(),
      image: fc.constantFrom("new" as const, "old" as const, "keys" as const),
    })
    .map(
      ({ pattern, quoted, image }): Filter => ({
        kind: "equals",
        image,
        path: [image === "keys" ? "pk" : "note"],
        pattern,
        quoted,
      }),
    ),
  fc.constantFrom<Filter>(
    { kind: "event", names: ["INSERT"] },
    { kind: "shard", pattern: ["a"] },
    { kind: "equals", image: "new", path: ["note"], pattern: ["0x666f6f", ""], quoted: false },
  ),
);
const filters = fc.oneof(
  leaf,
  fc.array(leaf, { minLength: 2, maxLength: 3 }).map((of): Filter => ({ kind: "and", of })),
  fc.array(leaf, { minLength: 2, maxLength: 3 }).map((of): Filter => ({ kind: "or", of })),
  leaf.map((of): Filter => ({ kind: "not", of })),
);

describe("the text index", () => {
  test("finds what the predicate finds, however much of it is built", () => {
    fc.assert(
      fc.property(records, fc.array(filters, { minLength: 1, maxLength: 8 }), fc.nat(3), (entries, wanted, indexAt) => {
        const { file, reads } = open();
        const stored: { shard: string; record: StreamRecord }[] = [];
        entries.forEach(({ shard, key, fields, extra }, n) => {
          const entry = record(n, T + n, { key, event: n % 2 === 0 ? "INSERT" : "MODIFY" });
          Object.assign(entry.dynamodb.NewImage ?? {}, extra, fields);
          store(file, shard, [entry]);
          stored.push({ shard, record: JSON.parse(JSON.stringify(entry)) as StreamRecord });
          if (n === 50 * indexAt) file.text.step(file.cursor);
        });
        for (const filter of wanted) {
          const fits = compileFilter(filter);
          const expected = stored.flatMap((entry, at) => (fits(entry.record, entry.shard) ? [at + 1] : []));
          for (const by of ["list", "stored"] as const) {
            expect(cursorsOf(reads, filter, by, "asc")).toEqual(expected);
            expect(cursorsOf(reads, filter, by, "desc")).toEqual(expected.toReversed());
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  const LARGE = 16_000;
  function large(): Opened {
    const opened = open();
    const { file } = opened;
    for (let n = 0; n < LARGE; n += 1000) {
      store(
        file,
        n % 2000 === 0 ? "even" : "odd",
        Array.from({ length: 1000 }, (_, at) =>
          record(n + at, T + (n + at) / 10, { key: `K#${(n + at) % 9000}`, status: `S-${(n + at) % 4000}` }),
        ),
      );
    }
    return opened;
  }
  const found = (word: string): Filter => ({ kind: "text", pieces: [word] });

  test("is built in steps, spares what cannot match, and is complete at every moment", () => {
    const { file, reads } = large();
    const expected = Array.from({ length: LARGE / 4000 }, (_, n) => n * 4000 + 1235);
    let steps = 0;
    let more = true;
    while (more) {
      more = file.text.step(file.cursor);
      steps++;
      if (steps % 10 === 1) {
        reads.keptMatches.clear();
        expect(cursorsOf(reads, found("s-1234"), "list", "asc")).toEqual(expected);
      }
    }
    expect(steps).toBeGreaterThan(20);
    expect(file.text.head).toBe(LARGE);
    reads.keptMatches.clear();
    const query = { filter: found("s-1234"), by: "list", order: "desc", limit: 100 } as const;
    const step = reads.read((file) => search(file, query));
    expect(step.matches.map(({ cursor }) => cursor)).toEqual(expected.toReversed());
    expect(step).toMatchObject({ matched: expected.length });
    expect(step.next).toBeUndefined();
    // What comes later is found as well, by the search that is kept.
    store(file, "even", [record(LARGE, T + LARGE, { status: "S-1234" })]);
    expect(cursorsOf(reads, found("s-1234"), "list", "desc")).toEqual([LARGE + 1, ...expected.toReversed()]);
  });

  test("a rare word is looked for once, however much is not indexed; one that is everywhere fills a page at once", () => {
    const { reads } = large();
    const step = (word: string, after?: string | number) =>
      reads.read((file) =>
        search(file, {
          filter: found(word),
          by: "list",
          order: "desc",
          limit: 5,
          ...(after !== undefined && { after }),
        }),
      );
    const everywhere = step("meta");
    expect(everywhere.matches.map(({ cursor }) => cursor)).toEqual([0, 1, 2, 3, 4].map((n) => LARGE - n));
    expect(step("meta", everywhere.next).matches[0]?.cursor).toBe(LARGE - 5);

    expect(cursorsOf(reads, found("s-1234"), "list", "desc")).toEqual([13_235, 9235, 5235, 1235]);
    const again = step("s-1234");
    expect(again.matches).toHaveLength(4);
    expect(again.next).toBeUndefined();
    // Who follows what is stored does not wait for a look at all of it.
    const following = { filter: found("s-999"), by: "stored", order: "asc", limit: 5, after: LARGE - 10 } as const;
    expect(reads.read((file) => search(file, following))).toEqual({ matches: [], scanned: 10 });
  });

  test("forgets what retention removed, and goes on where it was after a restart", () => {
    const { file, reads } = large();
    for (let step = 0; step < 20; step++) file.text.step(file.cursor);
    const before = (T + 500) * 1000;
    let removing = true;
    while (removing) removing = expireStep(file, { before }, 1).more;
    expect(cursorsOf(reads, found("s-1234"), "list", "asc")).toEqual([5235, 9235, 13_235]);
    const { head } = file.text;
    reads.close();
    file.close();
    const path = join(directory, "c0.sqlite");
    const again = CaptureFile.open(path, true);
    const readsAgain = CaptureReads.open(path);
    files[0] = { file: again, reads: readsAgain };
    expect(again.text.head).toBe(head);
    while (again.text.step(again.cursor));
    expect(cursorsOf(readsAgain, found("s-1234"), "stored", "asc")).toEqual([5235, 9235, 13_235]);
    const [units] = again.db.prepare("SELECT count(*) FROM text_index_docsize").raw().get([]) as [number];
    expect(units).toBeLessThanOrEqual((LARGE - 5000) / 50 + 1);
  });
});
