import { expect, it } from "vitest";
import { AbsenceWatch } from "./absence";

function watch() {
  const page = { visible: true, now: 0 };
  const absence = new AbsenceWatch(() => page.visible, {
    now: () => page.now,
    random: () => 0,
    sleep: () => new Promise(() => {}),
  });
  return { page, absence };
}

it("tells what came while the page was hidden, counted from what was seen last", () => {
  const { page, absence } = watch();
  expect(absence.head(10)).toBeUndefined();
  expect(absence.frame(12)).toBe(false);
  page.visible = false;
  page.now = 40_000;
  expect(absence.frame(500)).toBe(false);
  expect(absence.head(600)).toBeUndefined();
  page.visible = true;
  page.now = 50_000;
  expect(absence.head(1216)).toEqual({ records: 1204, ms: 50_000 });
  expect(absence.head(1300)).toBeUndefined();
});

it("asks for the head when a frame comes after a silence, and counts all and not that frame alone", () => {
  const { page, absence } = watch();
  absence.frame(10);
  page.now = 300_000;
  expect(absence.frame(1010)).toBe(true);
  expect(absence.frame(2010)).toBe(true);
  expect(absence.head(9010)).toEqual({ records: 9000, ms: 300_000 });
  expect(absence.frame(9011)).toBe(false);
});

it("says nothing of a short absence, nor of one in which nothing came", () => {
  const { page, absence } = watch();
  absence.frame(10);
  page.now = 29_999;
  expect(absence.head(50)).toBeUndefined();
  page.now = 90_000;
  expect(absence.head(50)).toBeUndefined();
  expect(absence.frame(51)).toBe(false);
});
