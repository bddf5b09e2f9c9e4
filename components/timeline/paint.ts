import type { ShardLife, Span } from "@/components/shard-tree/life";
import { type Bucket, timeToX } from "./scale";

/** Colours as ImageData holds them in a Uint32 on a little-endian machine: 0xAABBGGRR. */
export interface Palette {
  insert: number;
  modify: number;
  remove: number;
  total: number;
  grid: number;
  axis: number;
  life: number;
  covered: number;
  gapInk: number;
  gapBg: number;
}

/** A drawing surface: device pixels, transparent where 0. */
export interface Surface {
  pixels: Uint32Array;
  width: number;
  height: number;
  /** Device pixels a CSS pixel. */
  ratio: number;
}

export interface Lane {
  buckets: readonly Bucket[];
  life: ShardLife;
}

/** Where time lies on a surface, in device pixels; bars of `bucketMs` that begin at `origin`. */
export interface Frame {
  span: Span;
  /** Of the grid lines, milliseconds. */
  ticks: readonly number[];
  origin: number;
  bucketMs: number;
}

/** How counts become heights: the axis lies at `up` of the height, a record is `1 / peak` of it. */
export interface Heights {
  up: number;
  peak: number;
}

/** A few records must not look like many: below this peak bars do not fill their lane. */
const LEAST_PEAK = 4;
/** Shares of a lane that lie above its axis. Few, so that the axis of a live lane does not tremble. */
const shares = [1, 0.75, 0.5, 0.25];

/**
 * One scale for all lanes. Inserts stand above the axis and removes hang below it; modifies lie across it, half and half,
 * and carry the others outwards. So each is told by its place, not by its colour alone.
 */
export function laneHeights(lanes: readonly (readonly Bucket[])[]): Heights {
  let above = 0;
  let below = 0;
  for (const buckets of lanes) {
    for (const [, insert, modify, remove] of buckets) {
      above = Math.max(above, insert + modify / 2);
      below = Math.max(below, remove + modify / 2);
    }
  }
  let best: Heights = { up: 0.75, peak: LEAST_PEAK };
  if (above + below === 0) return best;
  let least = Number.POSITIVE_INFINITY;
  for (const up of shares) {
    if (up === 1 && below > 0) continue;
    const peak = Math.max(above / up, up === 1 ? 0 : below / (1 - up), LEAST_PEAK);
    if (peak < least) {
      least = peak;
      best = { up, peak };
    }
  }
  return best;
}

/** Draws one lane whose top is `top` and whose height is `height`, both in device pixels. */
export function paintLane(
  surface: Surface,
  palette: Palette,
  frame: Frame,
  lane: Lane,
  heights: Heights,
  top: number,
  height: number,
): void {
  const { ratio, width } = surface;
  const { span } = frame;
  const line = Math.max(1, Math.round(ratio));
  const room = height - 3 * line;
  const axis = top + Math.round(room * heights.up);
  const x = (time: number) => Math.round(timeToX(time, span, width));

  const { life, covered, gaps } = lane.life;
  if (life) {
    const y = top + height - 2 * line;
    dotted(surface, x(life.from), x(life.to), y, line, palette.life);
    for (const part of covered)
      fill(surface, x(part.from), y, Math.max(x(part.to), x(part.from) + line), y + 2 * line, palette.covered);
    fill(surface, x(life.from), axis, x(life.to), axis + line, palette.axis);
  }
  for (const gap of gaps)
    hatch(surface, x(gap.from), Math.max(x(gap.to), x(gap.from) + 3 * line), top, top + height, palette);

  const barWidth = timeToX(span.from + frame.bucketMs, span, width);
  const space = barWidth >= 3 * line ? line : 0;
  const scale = room / heights.peak;
  const least = (count: number, pixels: number) => (count > 0 ? Math.max(line, Math.round(pixels)) : 0);
  for (const [index, insert, modify, remove] of lane.buckets) {
    const at = frame.origin + index * frame.bucketMs;
    if (at >= span.to || at + frame.bucketMs <= span.from) continue;
    const x0 = x(at);
    const x1 = Math.max(x0 + line, x(at + frame.bucketMs) - space);
    const across = least(modify, modify * scale);
    const upper = axis - Math.floor(across * (heights.up === 1 ? 1 : 0.5));
    const lower = upper + across;
    if (modify > 0) fill(surface, x0, upper, x1, lower, palette.modify);
    if (insert > 0) fill(surface, x0, upper - least(insert, insert * scale), x1, upper, palette.insert);
    if (remove > 0) fill(surface, x0, lower, x1, lower + least(remove, remove * scale), palette.remove);
  }
}

/**
 * Draws all shards as one: how much happened, where some shard has a gap (`gaps`, a low band), where that leaves nothing
 * at all (`missing`, the whole height), and what is covered by anyone.
 */
export function paintOverview(
  surface: Surface,
  palette: Palette,
  frame: Frame,
  totals: Float64Array,
  marks: { covered: readonly Span[]; gaps: readonly Span[]; missing: readonly Span[] },
): void {
  const { ratio, width, height } = surface;
  const { span } = frame;
  const line = Math.max(1, Math.round(ratio));
  const x = (time: number) => Math.round(timeToX(time, span, width));
  for (const time of frame.ticks) fill(surface, x(time), 0, x(time) + line, height, palette.grid);
  const base = height - 3 * line;
  for (const part of marks.covered)
    fill(surface, x(part.from), base + line, Math.max(x(part.to), x(part.from) + line), height, palette.covered);
  const across = (gap: Span, y0: number, y1: number) =>
    hatch(surface, x(gap.from), Math.max(x(gap.to), x(gap.from) + 3 * line), y0, y1, palette);
  for (const gap of marks.missing) across(gap, 0, base);
  const peak = totals.reduce((a, b) => Math.max(a, b), 1);
  const room = base - 14 * ratio;
  for (const [index, count] of totals.entries()) {
    if (count === 0) continue;
    const at = frame.origin + index * frame.bucketMs;
    const x0 = x(at);
    fill(
      surface,
      x0,
      base - Math.max(line, Math.round((count * room) / peak)),
      Math.max(x0 + line, x(at + frame.bucketMs)),
      base,
      palette.total,
    );
  }
  for (const gap of marks.gaps) across(gap, base - 4 * line, base);
}

export function paintGrid(surface: Surface, palette: Palette, frame: Frame): void {
  const line = Math.max(1, Math.round(surface.ratio));
  for (const time of frame.ticks) {
    const x = Math.round(timeToX(time, frame.span, surface.width));
    fill(surface, x, 0, x + line, surface.height, palette.grid);
  }
}

/** A rectangle, its ends exclusive, cut to the surface. */
export function fill(surface: Surface, x0: number, y0: number, x1: number, y1: number, colour: number): void {
  const { pixels, width, height } = surface;
  const left = Math.max(0, x0);
  const right = Math.min(width, x1);
  const bottom = Math.min(height, y1);
  for (let y = Math.max(0, y0); y < bottom; y++) {
    const end = y * width + right;
    for (let i = y * width + left; i < end; i++) pixels[i] = colour;
  }
}

/** Diagonal lines on a ground: a gap, in any colour sight. */
export function hatch(surface: Surface, x0: number, x1: number, y0: number, y1: number, palette: Palette): void {
  const { pixels, width, height, ratio } = surface;
  const period = Math.max(4, Math.round(6 * ratio));
  const stroke = Math.max(1, Math.round(1.4 * ratio));
  for (let y = Math.max(0, y0); y < Math.min(height, y1); y++)
    for (let x = Math.max(0, x0); x < Math.min(width, x1); x++)
      pixels[y * width + x] = (x + y) % period < stroke ? palette.gapInk : palette.gapBg;
}

function dotted(surface: Surface, x0: number, x1: number, y: number, line: number, colour: number): void {
  const end = Math.min(surface.width, x1);
  for (let x = Math.max(0, x0); x < end; x++)
    if (Math.floor(x / line) % 4 < 2) fill(surface, x, y, x + 1, y + line, colour);
}

/** `share` of colour b in colour a, both opaque. */
export function mix(a: number, b: number, share: number): number {
  const channel = (shift: number) =>
    Math.round(((a >>> shift) & 255) * (1 - share) + ((b >>> shift) & 255) * share) << shift;
  return (channel(0) | channel(8) | channel(16) | (255 << 24)) >>> 0;
}
