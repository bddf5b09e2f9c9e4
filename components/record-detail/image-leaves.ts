import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import type { Path } from "@/lib/stream/path";

export interface ImageLeaf {
  path: Path;
  value: AttributeValue;
}

/** An image as a flat list, depth first, in its own order: what is not a map or list, and maps and lists that are empty. */
export function imageLeaves(image: AttributeMap): ImageLeaf[] {
  const leaves: ImageLeaf[] = [];
  // A stack of its own: an image may nest 32 deep, and an import deeper.
  const pending: ImageLeaf[] = Object.entries(image)
    .map(([name, value]) => ({ path: [name], value }))
    .reverse();
  for (let leaf = pending.pop(); leaf; leaf = pending.pop()) {
    const { path, value } = leaf;
    const inside: ImageLeaf[] =
      "M" in value
        ? Object.entries(value.M).map(([name, member]) => ({ path: [...path, name], value: member }))
        : "L" in value
          ? value.L.map((member, index) => ({ path: [...path, index], value: member }))
          : [];
    if (inside.length === 0) leaves.push(leaf);
    else pending.push(...inside.reverse());
  }
  return leaves;
}

/** 2001 to 2100. */
const FIRST_SECOND = 1_000_000_000;
const LAST_SECOND = 4_102_444_800;

/** The moment, in milliseconds, that a number stands for when it looks like epoch seconds, as time to live is kept. */
export function epochSeconds(number: string): number | undefined {
  if (!/^\d{10}$/.test(number)) return undefined;
  const seconds = Number(number);
  return seconds >= FIRST_SECOND && seconds < LAST_SECOND ? seconds * 1000 : undefined;
}
