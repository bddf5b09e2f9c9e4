import { expect, test } from "vitest";
import { type ErrorCode, ShardscopeError } from "@/lib/stream/error";
import { FakeClock } from "@/tests/model/fake-clock";
import { Outage } from "./outage";

const SECOND = 1000;

function setUp() {
  const clock = new FakeClock(1_000_000);
  const told: (ErrorCode | undefined)[] = [];
  const outage: Outage = new Outage(clock, () => told.push(outage.error?.code));
  const fail = (code: ErrorCode, beganAt = clock.now()) =>
    outage.failed(new ShardscopeError(code, "no", { retriable: true }), beganAt);
  return { clock, outage, told, fail };
}

test("two calls in a row without an answer are an outage, told once; any answer ends it", async () => {
  const { clock, outage, told, fail } = setUp();
  fail("endpointUnreachable");
  expect(outage.error).toBeUndefined();
  await clock.advance(SECOND);
  fail("endpointUnreachable");
  fail("endpointUnreachable");
  expect(outage.error?.code).toBe("endpointUnreachable");
  outage.answered();
  expect(told).toEqual(["endpointUnreachable", undefined]);
});

test("calls that break together are one broken connection", async () => {
  const { clock, outage, fail } = setUp();
  const beganAt = clock.now();
  await clock.advance(SECOND);
  for (let i = 0; i < 16; i += 1) fail("endpointUnreachable", beganAt);
  expect(outage.error).toBeUndefined();
});

test("a refusal is an answer", () => {
  const { outage, told, fail } = setUp();
  for (const code of ["throttled", "sourceFailed", "timeout", "trimmed", "timeout"] as const) fail(code);
  expect(outage.error).toBeUndefined();
  expect(told).toEqual([]);
});
