const KEY = "shardscope.filters";
const MOST = 50;

/** Filters that were used, newest first. Storage can be denied to a page: then there are none. */
export function pastFilters(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
  } catch {
    return [];
  }
}

export function rememberFilter(text: string): void {
  if (text.trim() === "") return;
  try {
    const others = pastFilters().filter((entry) => entry !== text);
    localStorage.setItem(KEY, JSON.stringify([text, ...others].slice(0, MOST)));
  } catch {
    // Not remembered, then.
  }
}
