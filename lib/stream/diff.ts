import { alignLists } from "./align-lists";
import { type AttributeMap, type AttributeValue, attributeType } from "./attribute-value";
import { equalValues, own } from "./equal-values";
import type { Path } from "./path";
import { ValueIds } from "./value-ids";

/**
 * One difference. `path` leads to the value in the new image; for `removed` in the old one. `oldPath` is where a value stood
 * before, given where list elements before it came or went.
 */
export type DiffEntry =
  | { kind: "added"; path: Path; next: AttributeValue }
  | { kind: "removed"; path: Path; old: AttributeValue }
  | { kind: "changed"; path: Path; oldPath?: Path; old: AttributeValue; next: AttributeValue; members?: SetChange }
  | { kind: "typeChanged"; path: Path; oldPath?: Path; old: AttributeValue; next: AttributeValue }
  /** A list element that is the same and stands elsewhere relative to those that stayed. */
  | { kind: "moved"; path: Path; oldPath: Path; old: AttributeValue; next: AttributeValue };

/** What joined and left a set, as sent. */
interface SetChange {
  added: string[];
  removed: string[];
  /** Members that stayed. */
  kept: number;
}

/**
 * The differences between two images, leaf by leaf: maps are gone into, sets compared as sets, lists aligned so that an
 * insert in front is one difference. A value added or removed whole is one entry. Numbers are equal by value, as
 * DynamoDB sees them (equal-values.ts); nothing is rounded. An absent image is an empty one.
 *
 * In the new image's order, what is gone last. 400 KB take tens of milliseconds at worst; long lists that share little
 * are aligned approximately, never wrongly.
 */
export function diffImages(old: AttributeMap | undefined, next: AttributeMap | undefined): DiffEntry[] {
  const differ = new Differ();
  const root: Path = [];
  differ.diffMaps(old ?? {}, next ?? {}, root, root);
  return differ.entries;
}

/** Names of the new image's attributes that no entry touches. */
export function unchangedAttributes(entries: readonly DiffEntry[], next: AttributeMap | undefined): string[] {
  const touched = new Set(entries.map((entry) => entry.path[0]));
  return Object.keys(next ?? {}).filter((name) => !touched.has(name));
}

class Differ {
  readonly entries: DiffEntry[] = [];
  private readonly ids = new ValueIds();

  diffMaps(old: AttributeMap, next: AttributeMap, path: Path, oldPath: Path): void {
    for (const [name, value] of Object.entries(next)) {
      const before = own(old, name);
      const here = [...path, name];
      if (before === undefined) this.entries.push({ kind: "added", path: here, next: value });
      else this.diffValues(before, value, here, path === oldPath ? here : [...oldPath, name]);
    }
    for (const [name, value] of Object.entries(old)) {
      if (!Object.hasOwn(next, name)) this.entries.push({ kind: "removed", path: [...oldPath, name], old: value });
    }
  }

  /** While nothing shifted `oldPath` is `path` itself. */
  private diffValues(old: AttributeValue, next: AttributeValue, path: Path, oldPath: Path): void {
    if ("M" in old && "M" in next) {
      this.diffMaps(old.M, next.M, path, oldPath);
      return;
    }
    if ("L" in old && "L" in next) {
      this.diffLists(old.L, next.L, path, oldPath);
      return;
    }
    if (equalValues(old, next)) return;
    const shifted = path === oldPath ? {} : { oldPath };
    if (attributeType(old) !== attributeType(next)) {
      this.entries.push({ kind: "typeChanged", path, ...shifted, old, next });
      return;
    }
    const members = this.setChange(old, next);
    this.entries.push({ kind: "changed", path, ...shifted, old, next, ...(members && { members }) });
  }

  private setChange(old: AttributeValue, next: AttributeValue): SetChange | undefined {
    const type = attributeType(next);
    const before = membersOf(old);
    const after = membersOf(next);
    if (!before || !after) return undefined;
    const idOf = (member: string) => this.ids.idOfMember(type, member);
    const were = new Set(before.map(idOf));
    const are = new Set(after.map(idOf));
    const added = after.filter((member) => !were.has(idOf(member)));
    return { added, removed: before.filter((member) => !are.has(idOf(member))), kept: after.length - added.length };
  }

  private diffLists(old: AttributeValue[], next: AttributeValue[], path: Path, oldPath: Path): void {
    const { sources, moved, edited, removed } = alignLists(old, next, this.ids);
    let gone = 0;
    const removeUpTo = (end: number) => {
      for (; gone < removed.length && (removed[gone] as number) < end; gone++) {
        const index = removed[gone] as number;
        this.entries.push({ kind: "removed", path: [...oldPath, index], old: old[index] as AttributeValue });
      }
    };
    next.forEach((value, index) => {
      const source = sources[index] ?? -1;
      const before = old[source];
      if (before === undefined) {
        this.entries.push({ kind: "added", path: [...path, index], next: value });
        return;
      }
      if (moved.has(index)) {
        this.entries.push({
          kind: "moved",
          path: [...path, index],
          oldPath: [...oldPath, source],
          old: before,
          next: value,
        });
        return;
      }
      removeUpTo(source);
      if (!edited.has(index)) return;
      const here = [...path, index];
      this.diffValues(before, value, here, path === oldPath && source === index ? here : [...oldPath, source]);
    });
    removeUpTo(old.length);
  }
}

function membersOf(value: AttributeValue): string[] | undefined {
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS;
  if ("BS" in value) return value.BS;
  return undefined;
}
