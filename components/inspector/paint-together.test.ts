import { describe, expect, it } from "vitest";
import type { Clock } from "@/lib/clock";
import { paintTogether } from "./paint-together";

function open() {
  const screen = { now: 0, sleeps: [] as { ms: number; wake: () => void }[], frames: [] as (() => void)[] };
  const drawn: (() => void)[] = [];
  const clock: Clock = {
    now: () => screen.now,
    random: () => 0.5,
    sleep: (ms) => new Promise((wake) => screen.sleeps.push({ ms, wake })),
  };
  const schedule = paintTogether(clock, {
    nextFrame: (run) => void screen.frames.push(run),
    afterFrame: (run) => void drawn.push(run),
  });
  /** A frame of the screen that takes so many milliseconds. */
  const draw = (ms: number) => {
    for (const frame of screen.frames.splice(0)) frame();
    screen.now += ms;
    for (const after of drawn.splice(0)) after();
  };
  return { screen, schedule, draw };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("paintTogether", () => {
  it("paints all that waits in one frame, and what comes meanwhile in the next", () => {
    const { screen, schedule, draw } = open();
    const painted: string[] = [];
    schedule(() => {
      painted.push("live");
      schedule(() => painted.push("again"));
    });
    schedule(() => painted.push("list"));
    expect(screen.frames).toHaveLength(1);
    draw(0);
    expect(painted).toEqual(["live", "list"]);
    draw(0);
    expect(painted).toEqual(["live", "list", "again"]);
  });

  it("rests after a paint that took long, twice as long but not for ever", async () => {
    for (const [took, rest] of [
      [10, 20],
      [1000, 200],
    ] as const) {
      const { screen, schedule, draw } = open();
      let painted = 0;
      schedule(() => painted++);
      draw(took);
      schedule(() => painted++);
      schedule(() => painted++);
      expect(screen.frames).toHaveLength(0);
      expect(screen.sleeps.map(({ ms }) => ms)).toEqual([rest]);
      screen.sleeps[0]?.wake();
      await turn();
      draw(0);
      expect(painted).toBe(3);
      screen.now += 1;
      schedule(() => painted++);
      expect(screen.frames).toHaveLength(1);
    }
  });
});
