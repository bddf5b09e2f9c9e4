import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock } from "@/lib/clock";
import { Paced } from "./paced";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("Paced", () => {
  it("tells the first change at once, at most once a pause, and the last one always", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("change", "wake")), async (steps) => {
        const wakes: (() => void)[] = [];
        const clock: Clock = {
          now: () => 0,
          random: () => 0.5,
          sleep: () => new Promise((resolve) => wakes.push(resolve)),
        };
        let changes = 0;
        const told: number[] = [];
        const paced = new Paced(() => told.push(changes), 250, clock, new AbortController().signal);
        const wake = async () => {
          wakes.shift()?.();
          await turn();
        };
        for (const step of steps) {
          const [before, resting] = [told.length, wakes.length > 0];
          if (step === "change") {
            changes += 1;
            paced.changed();
            expect(told.length).toBe(resting ? before : before + 1);
          } else {
            await wake();
            expect(told.length).toBeLessThanOrEqual(before + 1);
          }
        }
        while (wakes.length > 0) await wake();
        expect(told.at(-1) ?? 0).toBe(changes);
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });
});
