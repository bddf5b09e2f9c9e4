/** "line 3:12", both counted from 1. */
export function placeOf(text: string, position: number): string {
  const before = text.slice(0, position).split("\n");
  return `line ${before.length}:${(before.at(-1) ?? "").length + 1}`;
}
