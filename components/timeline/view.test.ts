import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ShardInfo } from "@/lib/api/contract";
import { captureDomain, firstView, inside, panned, rangeSpan, spanRange, viewOf, viewSpan, zoomed } from "./view";

const now = Date.parse("2026-11-20T08:00:00.000Z");
const HOUR = 3_600_000;
const ago = (ms: number) => new Date(now - ms).toISOString();

function shard(rest: Partial<ShardInfo>): ShardInfo {
  return {
    shardId: "s",
    state: "reading",
    open: true,
    startingSequenceNumber: "1",
    records: 0,
    position: {},
    coverage: [],
    gaps: [],
    ...rest,
  };
}

describe("the domain", () => {
  test("of a live stream is what AWS keeps, and what was captured before that", () => {
    expect(captureDomain([shard({ createdAt: ago(30 * HOUR) })], now)).toEqual({ from: now - 24 * HOUR, to: now });
    expect(captureDomain([shard({ createdAt: ago(2 * HOUR) })], now)).toEqual({ from: now - 2 * HOUR, to: now });
    const old = [{ from: "1", to: "2", fromTime: ago(40 * HOUR), toTime: ago(39 * HOUR) }];
    expect(captureDomain([shard({ createdAt: ago(50 * HOUR), coverage: old })], now).from).toBe(now - 40 * HOUR);
  });

  test("is never shorter than a minute, also of nothing", () => {
    expect(captureDomain([], now)).toEqual({ from: now - 60_000, to: now });
    expect(captureDomain([shard({ createdAt: ago(1000) })], now)).toEqual({ from: now - 60_000, to: now });
  });

  test("of an offline capture is what it holds, whatever the time is now", () => {
    const coverage = [{ from: "1", to: "2", fromTime: ago(90 * HOUR), toTime: ago(80 * HOUR) }];
    const domain = captureDomain([shard({ state: "finished", open: false, createdAt: ago(94 * HOUR), coverage })], now);
    expect(domain).toEqual({ from: now - 90 * HOUR - 360_000, to: now - 80 * HOUR + 360_000 });
  });
});

describe("the view", () => {
  const domain = { from: now - 24 * HOUR, to: now };
  test("begins with what is captured, following now", () => {
    const coverage = [{ from: "1", to: "2", fromTime: ago(6 * 60_000), toTime: ago(0) }];
    expect(firstView([shard({ coverage })], domain)).toEqual({ length: 600_000, end: "now" });
    expect(firstView([shard({})], domain)).toEqual({ length: 900_000, end: "now" });
    expect(viewSpan({ length: 600_000, end: "now" }, domain)).toEqual({ from: now - 600_000, to: now });
  });

  test("follows again once it is back at the edge", () => {
    expect(viewOf({ from: now - HOUR, to: now }, domain).end).toBe("now");
    expect(viewOf({ from: now - 2 * HOUR, to: now - HOUR }, domain).end).toBe(now - HOUR);
  });

  test("zooms about the pointer, and at the live edge about now", () => {
    const span = { from: now - 4 * HOUR, to: now };
    expect(zoomed(span, 0.5, now - 2 * HOUR, domain)).toEqual({ from: now - 3 * HOUR, to: now - HOUR });
    expect(zoomed(span, 0.5, now - 60_000, domain)).toEqual({ from: now - 2 * HOUR, to: now });
    expect(zoomed(span, 1000, now - 2 * HOUR, domain)).toEqual(domain);
  });

  test("never leaves the domain and never turns round", () => {
    const times = fc.double({ min: now - 30 * HOUR, max: now + 6 * HOUR, noNaN: true });
    fc.assert(
      fc.property(times, times, fc.double({ min: 0.01, max: 100, noNaN: true }), times, (a, b, factor, at) => {
        const start = inside({ from: Math.min(a, b), to: Math.max(a, b) }, domain);
        const held = Math.max(start.from, Math.min(start.to, at));
        for (const span of [start, zoomed(start, factor, held, domain), panned(start, at - now, domain)]) {
          expect(span.from).toBeGreaterThanOrEqual(domain.from);
          expect(span.to).toBeLessThanOrEqual(domain.to + 1);
          expect(span.to).toBeGreaterThanOrEqual(span.from);
        }
      }),
    );
  });
});

describe("a brushed range", () => {
  const domain = { from: now - 24 * HOUR, to: now };
  test("leaves an end open at the edge, and is nothing when nothing is left out", () => {
    expect(spanRange({ from: now - HOUR, to: now }, domain, 1000)).toEqual({ from: now - HOUR });
    expect(spanRange({ from: domain.from + 500, to: now - HOUR }, domain, 1000)).toEqual({ to: now - HOUR });
    expect(spanRange(domain, domain, 1000)).toBeNull();
  });

  test("holds whole seconds, outwards", () => {
    expect(spanRange({ from: now - HOUR + 300, to: now - 60_000 + 300 }, domain, 1000)).toEqual({
      from: now - HOUR,
      to: now - 59_000,
    });
  });

  test("with open ends reaches to the ends of the domain", () => {
    expect(rangeSpan({ from: now - HOUR }, domain)).toEqual({ from: now - HOUR, to: now });
    expect(rangeSpan({ to: now - HOUR }, domain)).toEqual({ from: domain.from, to: now - HOUR });
    expect(rangeSpan({ from: now + HOUR }, domain)).toEqual({ from: now + HOUR, to: now + HOUR });
  });
});
