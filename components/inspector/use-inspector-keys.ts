"use client";

import { useHotkey } from "@/components/ui/use-hotkey";

interface InspectorActions {
  next: () => void;
  previous: () => void;
  open: () => void;
  item: () => void;
  pause: () => void;
  filter: () => void;
  seek: () => void;
  export: () => void;
  keys: () => void;
  view: () => void;
  escape: () => void;
}

/** The keys of the inspector, as `KeysDialog` lists them. `[` and `]` belong to the detail, `t` to the page. */
export function useInspectorKeys(actions: InspectorActions): void {
  useHotkey("j", actions.next);
  useHotkey("k", actions.previous);
  useHotkey("o", actions.open);
  useHotkey("i", actions.item);
  useHotkey(" ", actions.pause);
  useHotkey("/", actions.filter);
  useHotkey("g", actions.seek);
  useHotkey("e", actions.export);
  useHotkey("?", actions.keys);
  useHotkey("d", actions.view);
  useHotkey("Escape", actions.escape);
}
