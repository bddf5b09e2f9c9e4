/** Where in an item a value is: attribute names and list indexes, from the top. */
export type Path = readonly (string | number)[];

/** Characters that mean something in a filter, so that a name with one of them is quoted. */
const NEEDS_QUOTES = /[\s.:<>=!"\\()[\]*,]/;

/** `shipping.lines[0]."odd name"`: readable, and accepted by the filter's `changed:`, `new.` and `old.`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += (text === "" ? "" : ".") + formatName(step);
  }
  return text;
}

function formatName(name: string): string {
  return name === "" || NEEDS_QUOTES.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;
}
