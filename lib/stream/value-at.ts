import type { AttributeMap, AttributeValue } from "./attribute-value";
import { own } from "./equal-values";
import type { Path } from "./path";

/** The value at a path of an image; undefined where there is none. */
export function valueAt(image: AttributeMap | undefined, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = image && { M: image };
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === "string") value = "M" in value ? own(value.M, step) : undefined;
    else value = "L" in value ? value.L[step] : undefined;
  }
  return value;
}
