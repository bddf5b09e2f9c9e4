import type { Clock } from "@/lib/clock";

export interface PaintScreen {
  /** Runs with the next frame of the screen. */
  nextFrame(run: () => void): void;
  /** Runs once the frame under way is laid out and drawn. */
  afterFrame(run: () => void): void;
}

/** Drawing takes a third of the time at most, in the long run: the rest is for what the person does. */
const REST = 2;
/** Rest that may be owed, milliseconds: what comes together, as when a page opens, is drawn at once. */
const OWED = 300;
/** What stands still for longer seems to hang. Milliseconds. */
const LONGEST_REST = 200;

const thisScreen: PaintScreen = {
  nextFrame: (run) => void requestAnimationFrame(run),
  afterFrame: (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      run();
    };
    port2.postMessage(undefined);
  },
};

/**
 * One paint a frame of the screen, however much news there is, and all stores in it together: told one after the other
 * React would draw once for each. Where a paint takes long (a slow machine, a busy one) the next comes later.
 */
export function paintTogether(clock: Clock, screen = thisScreen): (paint: () => void) => void {
  let waiting: (() => void)[] = [];
  let restsUntil = 0;
  const paintAll = () => {
    const began = clock.now();
    screen.afterFrame(() => {
      const now = clock.now();
      restsUntil = Math.min(Math.max(restsUntil, began) + (now - began) * (1 + REST), now + OWED + LONGEST_REST);
    });
    const paints = waiting;
    waiting = [];
    for (const paint of paints) paint();
  };
  return (paint) => {
    if (waiting.push(paint) > 1) return;
    const rest = restsUntil - OWED - clock.now();
    if (rest <= 0) screen.nextFrame(paintAll);
    else void clock.sleep(rest).then(() => screen.nextFrame(paintAll));
  };
}
