import { quoteFilterText } from "@/lib/filter/write";

/** The filter for items with this value in their key; `*` stands for anything. Undefined where nothing is written. */
export function keyFilter(text: string): string | undefined {
  const value = text.trim();
  if (value === "") return undefined;
  return `key:${value
    .split("*")
    .map((piece) => (piece === "" ? "" : quoteFilterText(piece)))
    .join("*")}`;
}
