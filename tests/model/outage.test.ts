import { describe, expect, test } from "vitest";
import { Harness, MINUTE } from "./harness";

/** A reader that stands at the head of an idle stream. */
async function caughtUp(roots: number, seed = 1): Promise<Harness> {
  const harness = new Harness({ roots, seed });
  harness.begin();
  // Not a multiple of the time between listings, one of which would notice at once.
  await harness.clock.advance(2 * MINUTE + 7_000 + seed * 900);
  expect(harness.reader?.snapshot().state).toBe("live");
  return harness;
}

function lags(harness: Harness): number[] {
  return harness.reader?.snapshot().shards.map((shard) => shard.lagMs ?? -1) ?? [];
}

describe("a source that does not answer", () => {
  test.each([1, 4, 9])("with %i idle shards the stream is failing after one poll and its repetition", async (roots) => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const harness = await caughtUp(roots, seed);
      harness.source.faults.lostAnswer = 1;
      await harness.clock.until(() => harness.reader?.snapshot().state === "failing", 3_300);
      expect(harness.reader?.snapshot().error?.code).toBe("timeout");
      harness.source.faults.lostAnswer = 0;
      await harness.clock.until(() => harness.reader?.snapshot().state === "live", 30_000);
      expect(harness.reader?.snapshot().error).toBeUndefined();
      await harness.crash();
    }
  });

  test("that it answers again is told, though nothing was written meanwhile", async () => {
    const harness = await caughtUp(2);
    harness.source.faults.serverError = 1;
    await harness.clock.advance(20_000);
    let told: string[] = [];
    harness.reader?.subscribe(() => {
      told = harness.reader?.snapshot().shards.map((shard) => shard.state) ?? [];
    });
    harness.source.faults.serverError = 0;
    await harness.clock.until(() => told.length > 0 && told.every((state) => state === "caughtUp"), 30_000);
    await harness.crash();
  });
});

describe("lag", () => {
  test("is 0 at the head of an idle stream", async () => {
    const harness = await caughtUp(3);
    for (let i = 0; i < 100; i += 1) {
      await harness.clock.advance(137);
      expect(lags(harness)).toEqual([0, 0, 0]);
    }
    await harness.crash();
  });

  test.each([
    ["throttled", { throttle: 1 }],
    ["failing", { serverError: 1 }],
    ["unreachable", { lostAnswer: 1 }],
    ["refused", { refuse: "credentialsExpired" as const }],
    ["left waiting", { latency: 10 * MINUTE }],
  ])("grows from when the head was last seen while the reader is %s, and ends with it", async (_name, faults) => {
    const harness = await caughtUp(3);
    const healthy = { ...harness.source.faults };
    Object.assign(harness.source.faults, faults);
    await harness.clock.advance(MINUTE);
    for (const lag of lags(harness)) {
      expect(lag).toBeGreaterThanOrEqual(MINUTE);
      expect(lag).toBeLessThanOrEqual(MINUTE + 3_500);
    }
    const before = lags(harness);
    await harness.clock.advance(5_000);
    expect(lags(harness)).toEqual(before.map((lag) => lag + 5_000));
    harness.source.faults = healthy;
    await harness.clock.until(() => lags(harness).every((lag) => lag === 0), 15 * MINUTE);
    await harness.crash();
  });
});
