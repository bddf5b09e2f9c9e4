/** A parsed search; plain JSON, so that it can cross to the storage thread. Replaced by the real grammar below. */
export interface Filter {
  text: string;
}
