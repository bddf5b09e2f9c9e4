import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeMap, AttributeValue } from "./attribute-value";
import { attributeMap, attributeValue, mapFrom } from "./attribute-value.arbitrary";
import { type DiffEntry, diffImages, unchangedAttributes } from "./diff";
import { equalMaps } from "./equal-values";
import { formatPath, type Path } from "./path";

const list = (...texts: string[]): AttributeMap => ({ l: { L: texts.map((S) => ({ S })) } });
const words = (old: AttributeMap, next: AttributeMap) =>
  diffImages(old, next).map((entry) =>
    "oldPath" in entry && entry.oldPath
      ? `${entry.kind} ${formatPath(entry.oldPath)} → ${formatPath(entry.path)}`
      : `${entry.kind} ${formatPath(entry.path)}`,
  );

describe("diffImages", () => {
  it("goes into maps, and tells added, removed, changed and changed type apart", () => {
    const old: AttributeMap = { id: { S: "1" }, m: { M: { a: { N: "1" }, b: { N: "2" }, c: { S: "x" } } } };
    const next: AttributeMap = { id: { S: "1" }, m: { M: { a: { N: "3" }, c: { N: "4" }, d: { S: "y" } } } };
    expect(words(old, next)).toEqual(["changed m.a", "typeChanged m.c", "added m.d", "removed m.b"]);
    expect(unchangedAttributes(diffImages(old, next), next)).toEqual(["id"]);
  });

  it("keeps 38 digits, and sees no change in another spelling of the same number", () => {
    const [entry] = diffImages(
      { n: { N: "12345678901234567890123456789012345678" } },
      { n: { N: "12345678901234567890123456789012345679" } },
    );
    expect(entry).toMatchObject({ kind: "changed", next: { N: "12345678901234567890123456789012345679" } });
    expect(diffImages({ n: { N: "1.0" } }, { n: { N: "1" } })).toEqual([]);
    expect(diffImages({ n: { N: "1E2" } }, { n: { N: "100.00" } })).toEqual([]);
  });

  it("compares sets by their members", () => {
    expect(diffImages({ s: { SS: ["a", "b"] } }, { s: { SS: ["b", "a"] } })).toEqual([]);
    expect(diffImages({ s: { NS: ["1", "2"] } }, { s: { NS: ["3", "2.0"] } })).toMatchObject([
      { kind: "changed", members: { added: ["3"], removed: ["1"], kept: 1 } },
    ]);
    expect(words({ s: { SS: ["1"] } }, { s: { NS: ["1"] } })).toEqual(["typeChanged s"]);
  });

  it("says an insert in front is one insert", () => {
    expect(words(list("a", "b", "c"), list("x", "a", "b", "c"))).toEqual(["added l[0]"]);
    expect(words(list("a", "b", "c"), list("b", "c"))).toEqual(["removed l[0]"]);
  });

  it("finds moves, and edits of elements that shifted", () => {
    expect(words(list("a", "b", "c", "d"), list("d", "a", "b", "c"))).toEqual(["moved l[3] → l[0]"]);
    const line = (sku: string, qty: string): AttributeValue => ({ M: { sku: { S: sku }, qty: { N: qty } } });
    expect(
      words(
        { l: { L: [line("A", "1"), line("B", "1")] } },
        { l: { L: [line("N", "7"), line("A", "1"), line("B", "2")] } },
      ),
    ).toEqual(["added l[0]", "changed l[1].qty → l[2].qty"]);
    // Between two strangers, the element that shares a value is the edited one.
    expect(words({ l: { L: [line("A", "1")] } }, { l: { L: [line("X", "9"), line("A", "2")] } })).toEqual([
      "added l[0]",
      "changed l[0].qty → l[1].qty",
    ]);
    expect(words(list("a", "b", "c"), list("a", "x", "c"))).toEqual(["changed l[1]"]);
  });

  it("knows the elements of a long list by what tells them apart, when each was edited and one went", () => {
    const lines = (price: string): AttributeValue[] =>
      Array.from({ length: 200 }, (_, at) => ({
        M: { kind: { S: "line" }, sku: { S: `sku${at}` }, price: { N: price } },
      }));
    const entries = words({ l: { L: lines("1") } }, { l: { L: lines("2").toSpliced(3, 1) } });
    expect(entries).toHaveLength(200);
    expect(entries.slice(2, 5)).toEqual(["changed l[2].price", "removed l[3]", "changed l[4].price → l[3].price"]);
  });

  it("takes an absent image for an empty one", () => {
    expect(words({}, { a: { S: "x" } })).toEqual(["added a"]);
    expect(diffImages(undefined, { a: { S: "x" } })).toEqual([{ kind: "added", path: ["a"], next: { S: "x" } }]);
    expect(diffImages({ a: { S: "x" } }, undefined)).toEqual([{ kind: "removed", path: ["a"], old: { S: "x" } }]);
    expect(diffImages(undefined, undefined)).toEqual([]);
  });

  it("has no trouble with attributes called __proto__ or constructor", () => {
    const item = mapFrom([["__proto__", { S: "x" }]]);
    expect(words({}, item)).toEqual(["added __proto__"]);
    expect(words(item, mapFrom([["constructor", { S: "x" }]]))).toEqual(["added constructor", "removed __proto__"]);
  });

  it("has no entry for an image and itself", () => {
    fc.assert(
      fc.property(attributeMap, (item) => {
        expect(diffImages(item, structuredClone(item))).toEqual([]);
      }),
    );
  });

  it("holds all that is needed to make the new image from the old", () => {
    const edited = fc
      .tuple(attributeMap, attributeMap, fc.array(fc.boolean(), { maxLength: 12 }))
      .map(([a, b, from]) => {
        // Images that share some attributes, as those of one item do.
        const shared = Object.entries(a).filter((_, index) => from[index]);
        return [a, mapFrom([...shared, ...Object.entries(b)])] as const;
      });
    fc.assert(
      fc.property(edited, ([old, next]) => expectRebuilt(old, next)),
      { numRuns: 1000 },
    );
  });

  it("holds it for lists that were shuffled, cut and edited, short and long", () => {
    const lists = fc
      .tuple(
        fc.array(attributeValue, { maxLength: 12 }),
        fc.array(attributeValue, { maxLength: 3 }),
        fc.infiniteStream(fc.nat()),
      )
      .map(([elements, others, dice]) => {
        const next = [...elements, ...others].filter(() => dice.next().value % 5 > 0);
        for (let swaps = dice.next().value % 4; swaps > 0 && next.length > 0; swaps--) {
          const [taken] = next.splice(dice.next().value % next.length, 1);
          if (taken) next.splice(dice.next().value % (next.length + 1), 0, taken);
        }
        return [{ l: { L: elements } }, { l: { L: next } }] as [AttributeMap, AttributeMap];
      });
    fc.assert(
      fc.property(lists, ([old, next]) => expectRebuilt(old, next)),
      { numRuns: 1000 },
    );
  });

  it("stays right beyond the bounds of the best alignment", () => {
    const numbers = (count: number, step: number): AttributeMap => ({
      l: { L: Array.from({ length: count }, (_, at) => ({ N: String((at * step) % 2003) })) },
    });
    expectRebuilt(numbers(2003, 1), numbers(2003, 7));
    expectRebuilt(numbers(1500, 3), numbers(2003, 11));
  });
});

function expectRebuilt(old: AttributeMap, next: AttributeMap): void {
  const rebuilt = rebuild({ M: old }, [], [], diffImages(old, next));
  if (!("M" in rebuilt) || !equalMaps(rebuilt.M, next)) expect(rebuilt).toEqual({ M: next });
}

const same = (a: Path, b: Path) => a.length === b.length && a.every((step, at) => step === b[at]);
const isChild = (path: Path, parent: Path) => path.length === parent.length + 1 && same(path.slice(0, -1), parent);

/** Applies a diff: the value at `oldPath` of the old image, with the entries that concern it, as it stands at `path`. */
function rebuild(old: AttributeValue, path: Path, oldPath: Path, entries: DiffEntry[]): AttributeValue {
  for (const entry of entries) {
    if (entry.kind !== "changed" && entry.kind !== "typeChanged") continue;
    if (same(entry.path, path) && same(entry.oldPath ?? entry.path, oldPath)) {
      return entry.kind === "changed" && entry.members ? withMembers(entry.old, entry.members) : entry.next;
    }
  }
  const removed = entries.flatMap((entry) =>
    entry.kind === "removed" && isChild(entry.path, oldPath) ? [entry.path.at(-1)] : [],
  );
  const added = entries.flatMap((entry) => (entry.kind === "added" && isChild(entry.path, path) ? [entry] : []));
  if ("M" in old) {
    const members = Object.entries(old.M)
      .filter(([name]) => !removed.includes(name))
      .map(([name, value]): [string, AttributeValue] => [
        name,
        rebuild(value, [...path, name], [...oldPath, name], entries),
      ]);
    return {
      M: mapFrom([
        ...members,
        ...added.map((entry): [string, AttributeValue] => [String(entry.path.at(-1)), entry.next]),
      ]),
    };
  }
  if ("L" in old) {
    const placed = new Map<number, AttributeValue>();
    for (const entry of added) placed.set(Number(entry.path.at(-1)), entry.next);
    const left = new Set<unknown>(removed);
    for (const entry of entries) {
      if (entry.kind !== "moved" || !isChild(entry.path, path)) continue;
      const from = Number(entry.oldPath.at(-1));
      left.add(from);
      placed.set(Number(entry.path.at(-1)), old.L[from] as AttributeValue);
    }
    const stayed = old.L.map((_, at) => at).filter((at) => !left.has(at));
    const L = Array.from({ length: stayed.length + placed.size }, (_, at) => {
      const put = placed.get(at);
      if (put) return put;
      const from = stayed.shift() as number;
      return rebuild(old.L[from] as AttributeValue, [...path, at], [...oldPath, from], entries);
    });
    return { L };
  }
  return old;
}

function withMembers(old: AttributeValue, { added, removed }: { added: string[]; removed: string[] }): AttributeValue {
  const apply = (members: string[]) => [...members.filter((member) => !removed.includes(member)), ...added];
  if ("SS" in old) return { SS: apply(old.SS) };
  if ("NS" in old) return { NS: apply(old.NS) };
  if ("BS" in old) return { BS: apply(old.BS) };
  throw new Error("not a set");
}
