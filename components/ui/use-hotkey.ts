"use client";

import { useEffect, useRef } from "react";

/** True while the person is typing or choosing, so that a letter must stay a letter. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [role=textbox], [role=combobox], [role=listbox], [role=menu]") !== null)
  );
}

/**
 * A key of the whole page, as in `event.key`: "t", "/", "?", " ". Ignored with Ctrl, Alt or Meta, while typing, under an
 * open dialog (a toast is one that is not modal), and where another handler has taken it. Space and Enter stay with a focused button or link.
 */
export function useHotkey(key: string, action: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event) || document.querySelector("[role=dialog]:not([aria-modal=false]), [role=alertdialog]"))
        return;
      if ((key === " " || key === "Enter") && event.target instanceof HTMLElement && event.target.closest("button, a"))
        return;
      event.preventDefault();
      latest.current(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [key, enabled]);
}
