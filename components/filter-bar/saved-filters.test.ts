import { expect, it } from "vitest";
import { readSaved, renamed, withSaved } from "./saved-filters";

const shipped = { name: "Shipped", filter: "new.status:SHIPPED" };
const removed = { name: "event:remove", filter: "event:remove" };

it("puts the newest at the top", () => {
  expect(withSaved([shipped], removed)).toEqual([removed, shipped]);
});

it("saves a filter once, under its last name", () => {
  expect(withSaved([removed, shipped], { name: "Gone out", filter: shipped.filter })).toEqual([
    { name: "Gone out", filter: shipped.filter },
    removed,
  ]);
});

it("gives a name to one filter alone", () => {
  const other = { name: "Shipped", filter: "changed:status" };
  expect(withSaved([shipped, removed], other)).toEqual([other, removed]);
});

it("renames in place; what had the name gives way", () => {
  expect(renamed([removed, shipped], "Shipped", "Sent")).toEqual([removed, { ...shipped, name: "Sent" }]);
  expect(renamed([removed, shipped], "Shipped", "event:remove")).toEqual([{ ...shipped, name: "event:remove" }]);
  expect(renamed([removed, shipped], "Shipped", "Shipped")).toEqual([removed, shipped]);
});

it.each([
  ["not JSON", "["],
  ["no list", '{"name":"a","filter":"b"}'],
  ["null", "null"],
])("reads nothing from %s", (_, text) => {
  expect(readSaved(text)).toEqual([]);
});

it("leaves out what is no saved filter", () => {
  const text = JSON.stringify([null, 1, "a", { name: "a" }, { name: 1, filter: "b" }, { ...shipped, more: 1 }]);
  expect(readSaved(text)).toEqual([shipped]);
});
