import { describe, expect, it } from "vitest";
import type { ShardCheckpoint } from "./delivery";
import { Pace } from "./pacing";
import { type ShardFacts, shardStatus } from "./shard-status";

const checkpoint: ShardCheckpoint = {
  shardId: "a",
  startingSequenceNumber: "100",
  endingSequenceNumber: "200",
  position: { at: "afterSequence", sequenceNumber: "200" },
  finished: true,
  coverage: [{ from: "100", to: "200", fromTime: 1, toTime: 2 }],
  gaps: [],
  listedAt: 0,
};

const facts: ShardFacts = {
  checkpoint,
  pace: new Pace(),
  listed: true,
  running: true,
  waiting: false,
  throttled: false,
  ailing: false,
  failure: undefined,
  now: 10,
};

describe("what is told of a shard", () => {
  it("is the same, once it has ended, while nothing of it changes", () => {
    const told = shardStatus(facts);
    expect(told).toMatchObject({ state: "finished", open: false, listed: true, lastTime: 2 });
    expect(shardStatus({ ...facts, running: false, now: 20 })).toBe(told);
    expect(shardStatus({ ...facts, listed: false })).toEqual({ ...told, listed: false });
    const failure = { code: "internal", message: "The disk is full.", retriable: true } as const;
    expect(shardStatus({ ...facts, failure })).toEqual({ ...told, error: failure });
    expect(shardStatus(facts)).toEqual(told);
  });

  it("follows its checkpoint, and before the end all else", () => {
    const { endingSequenceNumber: _, ...open } = { ...checkpoint, finished: false };
    expect(shardStatus({ ...facts, checkpoint: open })).toMatchObject({ state: "starting", open: true });
    expect(shardStatus({ ...facts, checkpoint: open, running: false }).state).toBe("paused");
    const holed = { ...checkpoint, coverage: [...checkpoint.coverage, { from: "400", to: "500" }] };
    expect(shardStatus({ ...facts, checkpoint: holed }).state).toBe("starting");
    const lost = { shardId: "a", reason: "shardVanished", noticedAt: 5 } as const;
    expect(shardStatus({ ...facts, checkpoint: { ...checkpoint, coverage: [], gaps: [lost] } }).state).toBe("trimmed");
  });
});
