import type { Clock } from "@/lib/clock";
import { resourceNotFound, streamNotFound, validation } from "./aws-error";
import type { FaultInjector, Faults } from "./faults";
import type { Housekeeping } from "./housekeeping";
import type { Shard } from "./lineage";
import { text } from "./request";
import type { SandboxClock } from "./sandbox-clock";
import type { StreamEntry } from "./stream-log";
import type { Workload } from "./workload";
import type { Parts } from "./write-unit";

type Body = Record<string, unknown>;

const MAX_ADVANCE_MS = 366 * 86_400_000;
const MAX_WAIT_MS = 86_400_000;
const ODDS = ["emptyPages", "throttle", "serverError", "expireIterators"] as const;
const WAITS = ["latencyMs", "hideChildrenMs"] as const;

/**
 * The calls under /_sandbox/: lineage, time and faults on demand. Bodies are application/json.
 *
 * | call                                                      | answer                                                  |
 * |-----------------------------------------------------------|---------------------------------------------------------|
 * | POST roll {streamArn, shardId?}                           | {closed: [shardId], opened: [shardId]}                  |
 * | POST split {streamArn, shardId}                           | {closed: [shardId], opened: [shardId, shardId]}         |
 * | POST trim {streamArn, olderThan}                          | {removed: number of records}; olderThan: ISO 8601 or ms |
 * | POST clock {advanceMs}                                    | {now: ISO 8601}; what fell due is done when it answers  |
 * | POST faults {emptyPages?, …, seed?}                       | the faults from now on; {} ends them                    |
 * | POST workload {writesPerSecond, table?}                   | {streamArn, table, writesPerSecond}                     |
 * | GET workload                                              | {streamArn, table, writesPerSecond}; streamArn is null while the table is missing |
 * | GET regions                                               | {regions: [name]}: where there are streams              |
 *
 * Errors: {error: {code, message, retriable}} with 400, 404, 413, 415, or 500 while the disk is full.
 */
export class Control {
  readonly #parts: Parts;
  readonly #clock: SandboxClock;
  readonly #faults: FaultInjector;
  readonly #housekeeping: Housekeeping;
  readonly #workload: Workload;

  constructor(
    parts: Parts,
    clock: SandboxClock,
    faults: FaultInjector,
    housekeeping: Housekeeping,
    workload: Workload,
  ) {
    this.#parts = parts;
    this.#clock = clock;
    this.#faults = faults;
    this.#housekeeping = housekeeping;
    this.#workload = workload;
  }

  async call(method: string, path: string, body: Body): Promise<object> {
    switch (`${method} ${path}`) {
      case "POST /_sandbox/roll":
        return this.#replace(body, 1);
      case "POST /_sandbox/split":
        if (text(body, "shardId") === undefined) throw validation("shardId is required.");
        return this.#replace(body, 2);
      case "POST /_sandbox/trim":
        return { removed: await this.#parts.log.trim(this.#stream(body), time(body, "olderThan")) };
      case "POST /_sandbox/clock":
        return this.#advance(body);
      case "POST /_sandbox/faults":
        return this.#setFaults(body);
      case "POST /_sandbox/workload":
        return this.#workload.set(number(body, "writesPerSecond", 0, 1000), text(body, "table"));
      case "GET /_sandbox/workload":
        return this.#workload.state();
      case "GET /_sandbox/regions":
        return { regions: [...new Set(this.#parts.log.all().map((stream) => stream.region))].sort() };
      default:
        throw validation(`There is no ${method} ${path}.`);
    }
  }

  async #replace(body: Body, children: 1 | 2): Promise<object> {
    const stream = this.#stream(body);
    if (stream.status !== "ENABLED") throw validation("The stream is disabled: it has no open shards.");
    const id = text(body, "shardId");
    const parents = id === undefined ? [...stream.open] : [openShard(stream, id)];
    if (children === 2 && parents.some((shard) => shard.to - shard.from < 2)) {
      throw validation("The shard holds a single hash and cannot be split.");
    }
    const steps = parents.map((shard) => this.#parts.log.replace(stream, shard, children));
    await this.#parts.commits.write(steps.flatMap((step) => step.operations));
    return {
      closed: parents.map((shard) => shard.id),
      opened: steps.flatMap((step) => step.opened.map((shard) => shard.id)),
    };
  }

  async #advance(body: Body): Promise<object> {
    this.#clock.advance(number(body, "advanceMs", 0, MAX_ADVANCE_MS));
    await this.#parts.commits.write([{ type: "put", key: CLOCK_KEY, value: this.#clock.offset }]);
    await this.#housekeeping.turn();
    return { now: new Date((this.#clock as Clock).now()).toISOString() };
  }

  #setFaults(body: Body): Faults {
    const faults: Partial<Faults> = {};
    for (const name of ODDS) if (body[name] !== undefined) faults[name] = number(body, name, 0, 1);
    for (const name of WAITS) if (body[name] !== undefined) faults[name] = number(body, name, 0, MAX_WAIT_MS);
    const seed = body.seed === undefined ? 1 : number(body, "seed", 0, Number.MAX_SAFE_INTEGER);
    this.#faults.set(faults, seed);
    return this.#faults.current;
  }

  #stream(body: Body): StreamEntry {
    const arn = text(body, "streamArn");
    if (arn === undefined) throw validation("streamArn is required.");
    const stream = this.#parts.log.get(arn);
    if (!stream) throw streamNotFound(arn);
    return stream;
  }
}

/** How far the sandbox's clock is ahead, milliseconds. */
export const CLOCK_KEY = "meta~clock";

function openShard(stream: StreamEntry, id: string): Shard {
  const shard = stream.shards.get(id);
  if (!shard) throw resourceNotFound(`The stream has no shard ${id}.`);
  if (shard.end !== undefined) throw validation(`The shard ${id} is closed already.`);
  return shard;
}

function number(body: Body, member: string, least: number, most: number): number {
  const value = body[member];
  if (typeof value !== "number" || !(value >= least && value <= most)) {
    throw validation(`${member} must be a number from ${least} to ${most}.`);
  }
  return value;
}

function time(body: Body, member: string): number {
  const value = body[member];
  const ms = typeof value === "string" ? Date.parse(value) : value;
  if (typeof ms !== "number" || !Number.isFinite(ms)) {
    throw validation(`${member} must be a time: ISO 8601, or milliseconds since the epoch.`);
  }
  return ms;
}
