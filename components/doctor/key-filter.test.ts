import fc from "fast-check";
import { expect, it } from "vitest";
import { parseFilter } from "@/lib/filter/filter";
import { keyFilter } from "./key-filter";

it.each([
  [" ", undefined],
  ["ORDER#17", "key:ORDER#17"],
  ["ORDER#*", "key:ORDER#*"],
  ["a b", 'key:"a b"'],
  ["OR", 'key:"OR"'],
  ['say "hi" *x', 'key:"say \\"hi\\" "*x'],
])("%s", (text, filter) => {
  expect(keyFilter(text)).toBe(filter);
});

it("looks for exactly what was written", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const filter = keyFilter(text);
      if (filter === undefined) return;
      const parsed = parseFilter(filter, { now: 0, zone: "utc" });
      expect(parsed).toEqual({ filter: { kind: "key", pattern: text.trim().split("*") } });
    }),
  );
});
