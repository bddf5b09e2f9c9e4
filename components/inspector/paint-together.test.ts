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

  it("draws at once what comes together, as when a page opens", () => {
    const { screen, schedule, draw } = open();
    for (const took of [60, 80]) {
      schedule(() => {});
      expect(screen.frames).toHaveLength(1);
      draw(took);
    }
    schedule(() => {});
    expect([screen.frames.length, screen.sleeps.length]).toEqual([1, 0]);
  });

  it("draws a third of the time at most in the long run, however long each paint takes", async () => {
    for (const took of [5, 10, 30, 90]) {
      const { screen, schedule, draw } = open();
      let drawing = 0;
      while (screen.now < 60_000) {
        schedule(() => {});
        for (const { ms, wake } of screen.sleeps.splice(0)) {
          screen.now += ms;
          wake();
          await turn();
        }
        drawing += took;
        draw(took);
      }
      expect(drawing / screen.now).toBeGreaterThan(0.3);
      expect(drawing / screen.now).toBeLessThan(0.34);
    }
  });

  it("rests no longer than a moment, and paints all that waits after it", async () => {
    const { screen, schedule, draw } = open();
    let painted = 0;
    schedule(() => painted++);
    draw(5000);
    schedule(() => painted++);
    schedule(() => painted++);
    expect(screen.frames).toHaveLength(0);
    expect(screen.sleeps.map(({ ms }) => ms)).toEqual([200]);
    screen.sleeps[0]?.wake();
    await turn();
    draw(0);
    expect(painted).toBe(3);
  });
});
