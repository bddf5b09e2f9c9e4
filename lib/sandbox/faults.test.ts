import { expect, it } from "vitest";
import { systemClock } from "@/lib/clock";
import { FaultInjector } from "./faults";
import type { Shard } from "./lineage";

const child = (createdAt: number): Shard => ({
  id: "child",
  parent: "parent",
  start: "1",
  generation: 1,
  from: 0,
  to: 1,
  createdAt,
});

it("hides children only while asked to: quick rolls give ids a few milliseconds ahead of the clock", () => {
  const faults = new FaultInjector(systemClock);
  expect(faults.childIsVisible(child(1_003), 1_000)).toBe(true);
  faults.set({ hideChildrenMs: 1_500 }, 1);
  expect(faults.childIsVisible(child(1_000), 2_499)).toBe(false);
  expect(faults.childIsVisible(child(1_000), 2_500)).toBe(true);
});
