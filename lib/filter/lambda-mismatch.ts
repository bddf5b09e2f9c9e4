import type { FieldTest } from "./lambda-pattern";

/** What stands at a place of a record: a value of some type, or something below which values stand. */
export type Shape = "text" | "numberText" | "number" | "boolean" | "item" | "value" | "object";

/** Why a test can never match a value of that shape, a sentence without its subject; undefined where it can. */
export function mismatchOf(test: FieldTest, shape: Shape, tag: string | undefined): string | undefined {
  const wanted = wantedType(test);
  if (wanted === undefined) return undefined;
  if (wanted === "null") return tag ? 'is never null. DynamoDB\'s null is {"NULL": [true]}.' : "is never null.";
  switch (shape) {
    case "number":
      return numberMismatch(test, wanted);
    case "numberText":
      // Recorded: N is sent as a text, so numeric does not match it whatever it says.
      if (wanted === "text") return undefined;
      if (test.kind === "equals") return `holds texts: a number never matches. Write ["${test.value}"].`;
      return "holds its number as a text: numeric never matches. Only texts can be compared, with prefix or as a whole.";
    case "boolean":
      if (wanted !== "boolean") return `is true or false: a ${wanted} never matches.`;
      if (tag === "NULL" && test.kind === "equals" && test.value === false) return "is only ever true.";
      return undefined;
    default:
      return wanted === "text" ? undefined : `is a text: a ${wanted} never matches.`;
  }
}

function numberMismatch(test: FieldTest, wanted: Wanted): string | undefined {
  if (wanted !== "number") return `is a number: a ${wanted} never matches.`;
  if (test.kind !== "equals") return undefined;
  return `is compared as it is written, and 300 is not 300.0: use {"numeric": ["=", ${test.value}]}.`;
}

type Wanted = "text" | "number" | "boolean" | "null";

/** The type of value that a test can match; undefined for one that matches several. */
function wantedType(test: FieldTest): Wanted | undefined {
  switch (test.kind) {
    case "equals":
      if (test.value === null) return "null";
      return typeof test.value === "string" ? "text" : (typeof test.value as "number" | "boolean");
    case "numeric":
      return "number";
    case "prefix":
    case "suffix":
    case "equalsIgnoreCase":
      return "text";
    default:
      return undefined;
  }
}
