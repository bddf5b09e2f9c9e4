import fc from "fast-check";
import type { ErrorCode } from "@/lib/stream/error";
import type { Faults } from "./fake-source";
import { type Harness, MINUTE } from "./harness";
import { type ModelRecord, numberText } from "./reference-stream";

/** What a run promises: kept beside the harness and checked at its end. */
export interface Promises {
  /** Records that must be stored or in a gap. */
  wanted: Set<ModelRecord>;
  /** A seek went ahead of what was being read, so the order of storing says nothing any more. */
  sought: boolean;
  /** The source refused numbers for a while: then nobody can tell that a start was trimmed. */
  blind: boolean;
}

interface Bench {
  harness: Harness;
  promises: Promises;
}

/** One thing that happens to the stream, the source, the store or the reader. */
class Step implements fc.AsyncCommand<Promises, Bench> {
  readonly #name: string;
  readonly #act: (bench: Bench) => Promise<void>;

  constructor(name: string, act: (bench: Bench) => Promise<void> | void) {
    this.#name = name;
    this.#act = async (bench) => act(bench);
  }

  check(): boolean {
    return true;
  }

  run(_model: Promises, bench: Bench): Promise<void> {
    return this.#act(bench);
  }

  toString(): string {
    return this.#name;
  }
}

function pick<T>(items: readonly T[], dice: number): T | undefined {
  return items[dice % Math.max(1, items.length)];
}

const write = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3000 })).map(
  ([count, ms]) =>
    new Step(`write(${count} in ${ms} ms)`, async ({ harness }) => {
      for (let i = 0; i < count; i += 1) harness.stream.write(`key${(i * 7) % 11}`, harness.clock.now());
      await harness.clock.advance(ms);
    }),
);

const divide = fc.tuple(fc.nat(20), fc.constantFrom(1 as const, 2 as const), fc.constantFrom(0, 0, 1_500, 90_000)).map(
  ([which, children, hiddenMs]) =>
    new Step(`divide(${which} in ${children}, hidden ${hiddenMs} ms)`, ({ harness }) => {
      const shard = pick(harness.stream.open, which);
      if (shard) harness.stream.divide(shard, children, harness.clock.now(), hiddenMs);
    }),
);

const trim = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 30 })).map(
  ([which, count]) =>
    new Step(`trim(${which}, ${count})`, ({ harness }) => {
      // A shard that nobody was ever shown and that is gone leaves no trace: nothing could tell of it.
      const known = [...harness.stream.shards.values()].filter(({ shardId }) => harness.sink.checkpoints.has(shardId));
      const shard = pick(known, which);
      if (shard) harness.stream.trim(shard, count);
    }),
);

const odds = fc.constantFrom(0, 0, 0.1, 0.4);
const fault = fc
  .record({
    throttle: odds,
    serverError: odds,
    lostAnswer: odds,
    emptyPage: odds,
    expire: fc.constantFrom(0, 0, 0.2),
    pageSize: fc.constantFrom(1, 3, 10, 1000),
    shardsPerPage: fc.constantFrom(1, 2, 100),
    noChildFilter: fc.boolean(),
    noNumbers: fc.constantFrom(false, false, false, true),
  })
  .map(
    (faults: Partial<Faults>) =>
      new Step(`faults(${JSON.stringify(faults)})`, ({ harness, promises }) => {
        Object.assign(harness.source.faults, faults);
        if (faults.noNumbers) promises.blind = true;
      }),
  );

const refuse = fc
  .tuple(
    fc.constantFrom<ErrorCode>("credentialsExpired", "accessDenied", "endpointUnreachable", "sourceAnswerInvalid"),
    fc.constantFrom(5_000, 5_000, 5_000, 16 * MINUTE),
  )
  .map(
    ([code, ms]) =>
      new Step(`refuse(${code}, ${ms} ms)`, async ({ harness }) => {
        harness.source.faults.refuse = code;
        await harness.clock.advance(ms);
        harness.source.faults.refuse = undefined;
      }),
  );

const diskFull = fc.constant(
  new Step("diskFull", async ({ harness }) => {
    harness.sink.refuse = new Error("disk full");
    harness.stream.write("key1", harness.clock.now());
    await harness.clock.advance(3_000);
    harness.sink.refuse = undefined;
  }),
);

const crash = fc.constantFrom(0, 0, 2_000, 16 * MINUTE).map(
  (ms) =>
    new Step(`crash(back after ${ms} ms)`, async ({ harness }) => {
      await harness.crash();
      if (harness.clock.sleeping > 0) throw new Error("Something still sleeps after an abort.");
      await harness.clock.advance(ms);
      harness.begin();
    }),
);

const wait = fc
  .constantFrom(10, 500, 5_000, 60_000)
  .map((ms) => new Step(`wait(${ms} ms)`, ({ harness }) => harness.clock.advance(ms)));

/** Goes on in the background; what it promises counts once it has landed. */
const seek = fc.integer({ min: 0, max: 90 }).map(
  (minutes) =>
    new Step(`seek(-${minutes} min)`, async ({ harness, promises }) => {
      const time = harness.clock.now() - minutes * MINUTE;
      promises.sought = true;
      harness.reader?.seek(time, { signal: new AbortController().signal }).then(
        (outcome) => {
          if (outcome.perShard.some((shard) => shard.outcome === "failed")) return;
          for (const record of harness.stream.log) {
            const shard = harness.stream.shards.get(record.shardId);
            const kept = shard && !shard.gone && record.number > shard.trimmed;
            if (kept && Math.floor(record.time / 1000) * 1000 >= time) promises.wanted.add(record);
          }
        },
        () => {},
      );
      await harness.clock.advance(200);
    }),
);

/** In the background too; what it captured counts, and nothing behind it on its account. */
const land = fc.tuple(fc.nat(20), fc.nat(200), fc.nat(12)).map(
  ([which, from, length]) =>
    new Step(`land(${which}, ${from}, ${length})`, async ({ harness, promises }) => {
      const known = [...harness.stream.shards.values()].filter(({ shardId }) => harness.sink.checkpoints.has(shardId));
      const shard = pick(known, which);
      const first = shard && pick(shard.records, from);
      if (!shard || !first) return;
      const asked = shard.records.slice(shard.records.indexOf(first)).slice(0, length + 1);
      const range = { from: numberText(first.number), to: numberText((asked.at(-1) ?? first).number) };
      promises.sought = true;
      harness.reader?.land({ shardId: shard.shardId, ...range }, new AbortController().signal).then(
        ({ complete }) => {
          if (complete) for (const record of asked) promises.wanted.add(record);
        },
        () => {},
      );
      await harness.clock.advance(200);
    }),
);

/** Everything that can happen, seeks and landings left out where the order of storing is to be checked. */
export function happenings(withSeek: boolean, maxCommands: number) {
  const common = [write, write, write, divide, trim, fault, refuse, diskFull, crash, wait];
  return fc.commands<Promises, Bench, false>(withSeek ? [...common, seek, land] : common, { maxCommands });
}

/** Number of a record as a source writes it. */
export function identity(record: ModelRecord): string {
  return `${record.shardId} ${numberText(record.number)}`;
}
