import type { Span } from "@/components/shard-tree/life";
import { type Tick, timeToX } from "./scale";

/** CSS pixels. The plot begins after the labels and ends before the right edge, where a handle needs room. */
export const GUTTER = 92;
export const END = 16;
export const OVERVIEW_HEIGHT = 48;
export const AXIS_HEIGHT = 22;
/** Six lanes stand in the timeline as it is at first. */
const LEAST_LANE = 22;
const MOST_LANE = 40;

/** How wide a label is at most: "07:52:33". */
const LABEL = 52;

/** The ticks whose labels end well before the right edge, clear of the handle that stands there. */
export function ticksWithRoom(ticks: readonly Tick[], span: Span, width: number): Tick[] {
  return ticks.filter((tick) => timeToX(tick.time, span, width) + LABEL < width + END / 2);
}

/** Lanes share the room there is, within reason; beyond it they scroll. */
export function laneHeight(room: number, lanes: number): number {
  return Math.max(LEAST_LANE, Math.min(MOST_LANE, Math.floor(room / Math.max(1, lanes))));
}

/** Lanes in sight: the first, and one past the last. */
export function lanesInSight(scrollTop: number, room: number, height: number, lanes: number): [number, number] {
  return [
    Math.max(0, Math.min(lanes, Math.floor(scrollTop / height))),
    Math.max(0, Math.min(lanes, Math.ceil((scrollTop + room) / height))),
  ];
}

/** The lane under a pixel of the scrolled area, or undefined below the last. */
export function laneAt(y: number, scrollTop: number, height: number, lanes: number): number | undefined {
  const lane = Math.floor((y + scrollTop) / height);
  return lane >= 0 && lane < lanes ? lane : undefined;
}

/** How many lanes are out of sight, or for the most part, above and below. */
export function lanesOutOfSight(scrollTop: number, room: number, height: number, lanes: number) {
  const above = Math.min(lanes, Math.round(scrollTop / height));
  return { above, below: Math.max(0, lanes - Math.round((scrollTop + room) / height)) };
}
