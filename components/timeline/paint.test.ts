import { describe, expect, test } from "vitest";
import {
  fill,
  hatch,
  type Lane,
  laneHeights,
  mix,
  type Palette,
  paintLane,
  paintOverview,
  type Surface,
} from "./paint";

const palette: Palette = {
  insert: 1,
  modify: 2,
  remove: 3,
  total: 4,
  grid: 5,
  axis: 6,
  life: 7,
  covered: 8,
  gapInk: 9,
  gapBg: 10,
};
const nothing = { life: undefined, covered: [], gaps: [] };
const frame = { span: { from: 0, to: 10 }, ticks: [], origin: 0, bucketMs: 1 };

function surface(width: number, height: number): Surface {
  return { pixels: new Uint32Array(width * height), width, height, ratio: 1 };
}

function column({ pixels, width, height }: Surface, x: number): number[] {
  return Array.from({ length: height }, (_, y) => pixels[y * width + x] ?? 0);
}

function drawn(buckets: Lane["buckets"], life: Lane["life"] = nothing): Surface {
  const lane = { buckets, life };
  const target = surface(10, 23);
  paintLane(target, palette, frame, lane, laneHeights([lane.buckets]), 0, 23);
  return target;
}

describe("a lane", () => {
  test("inserts stand above the axis, removes hang below it, modifies lie across it", () => {
    const target = drawn([
      [0, 4, 0, 0],
      [1, 0, 0, 4],
      [2, 0, 4, 0],
    ]);
    const rows = (x: number, colour: number) => column(target, x).flatMap((pixel, y) => (pixel === colour ? [y] : []));
    const inserts = rows(0, 1);
    const removes = rows(1, 3);
    const modifies = rows(2, 2);
    expect(inserts.length).toBe(10);
    expect(Math.max(...inserts)).toBeLessThan(Math.min(...removes));
    expect(Math.min(...modifies)).toBeLessThan(Math.max(...inserts));
    expect(Math.max(...modifies)).toBeGreaterThan(Math.min(...removes));
  });

  test("the smallest count beside the greatest is still seen", () => {
    const target = drawn([
      [0, 100_000, 0, 0],
      [1, 0, 1, 0],
    ]);
    expect(column(target, 1)).toContain(2);
  });

  test("nothing is drawn outside it, nor outside the surface", () => {
    const lane: Lane = {
      buckets: [
        [-3, 9, 9, 9],
        [4, 9, 9, 9],
        [50, 9, 9, 9],
      ],
      life: nothing,
    };
    const target = surface(10, 30);
    paintLane(target, palette, frame, lane, laneHeights([lane.buckets]), 10, 12);
    expect(column(target, 4).slice(0, 10)).toEqual(Array(10).fill(0));
    expect(column(target, 4).slice(22)).toEqual(Array(8).fill(0));
    expect(column(target, 9)).toEqual(Array(30).fill(0));
  });

  test("under it: dots where the shard lived, a line where it is covered, hatching where records are missing", () => {
    const gap = { shardId: "s", reason: "trimmed", noticedAt: "" } as const;
    const target = drawn([], {
      life: { from: 0, to: 8 },
      covered: [{ from: 4, to: 6 }],
      gaps: [{ from: 6, to: 8, gap }],
    });
    expect(column(target, 0)[21]).toBe(7);
    expect(column(target, 4).slice(21)).toEqual([8, 8]);
    expect(new Set(column(target, 7))).toEqual(new Set([9, 10]));
    expect(column(target, 9)).toEqual(Array(23).fill(0));
  });

  test("all lanes have one scale, and room below only where something hangs", () => {
    expect(laneHeights([])).toEqual({ up: 0.75, peak: 4 });
    expect(laneHeights([[[0, 8, 0, 0]]])).toEqual({ up: 1, peak: 8 });
    expect(laneHeights([[[0, 0, 8, 0]]])).toEqual({ up: 0.5, peak: 8 });
    expect(laneHeights([[[0, 6, 0, 2]], [[0, 1, 0, 0]]])).toEqual({ up: 0.75, peak: 8 });
  });
});

test("the overview draws totals from the ground, and where records are missing", () => {
  const target = surface(10, 40);
  paintOverview(target, palette, frame, Float64Array.of(10, 5, 0), {
    covered: [{ from: 0, to: 3 }],
    gaps: [{ from: 7, to: 9 }],
    missing: [{ from: 8, to: 9 }],
  });
  const height = (x: number) => column(target, x).filter((pixel) => pixel === 4).length;
  expect([height(0), height(1), height(2)]).toEqual([23, 12, 0]);
  expect(column(target, 1).slice(38)).toEqual([8, 8]);
  const hatched = (x: number) => column(target, x).filter((pixel) => pixel === 9 || pixel === 10).length;
  expect([hatched(6), hatched(7), hatched(8)]).toEqual([0, 4, 37]);
});

test("what lies outside the surface is cut off", () => {
  const target = surface(4, 4);
  fill(target, -5, -5, 99, 99, 1);
  expect(target.pixels).toEqual(new Uint32Array(16).fill(1));
  hatch(target, -5, 99, -5, 99, palette);
  expect(target.pixels.every((pixel) => pixel === 9 || pixel === 10)).toBe(true);
});

test("colours mix by channel", () => {
  expect(mix(0xff000000, 0xffffffff, 0.5)).toBe(0xff808080);
  expect(mix(0xff0000ff, 0xffff0000, 1)).toBe(0xffff0000);
});
