/** What a record changed, in the few words a list row has room for. Values are formatted for the eye and cut short. */
export type ChangeSummary =
  /** `attributes` is 0 where the view type left the image out: an image always holds the key. */
  | { kind: "new"; attributes: number }
  | { kind: "changed"; path: string; old?: string; new?: string; more: number }
  /** A MODIFY whose view type left out an image: only that it changed is known. */
  | { kind: "unknown" }
  | { kind: "removed"; attributes: number; ttl: boolean };
