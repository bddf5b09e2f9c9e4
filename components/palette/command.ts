import type { LucideIcon } from "lucide-react";

/** One thing that the palette can do. */
export interface Command {
  id: string;
  /** The heading that it stands under. */
  group: string;
  title: string;
  icon: LucideIcon;
  /** More about it, beside the title; found by its words as well. */
  detail?: string;
  /** Other words for it, found only where they are typed letter by letter: "dark", a full shard id. */
  words?: string;
  /** The keys that do the same. */
  keys?: readonly string[];
  /** It is so already. */
  current?: boolean;
  /** One of many: shown only when it is searched for. */
  searched?: boolean;
  run: () => void;
}
