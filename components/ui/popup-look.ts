import { cn } from "./cn";

/** What menus, selects, popovers and tooltips have in common: surface, border, shadow, a short fade. */
export function popupLook(className?: string): string {
  return cn(
    "origin-(--transform-origin) rounded-md border border-line-strong bg-raised text-ink shadow-popup outline-none transition-[opacity,scale] duration-100 data-ending-style:opacity-0 data-instant:transition-none data-starting-style:scale-98 data-starting-style:opacity-0",
    className,
  );
}

/** A line in a menu or a select. */
export const itemLook =
  "flex min-h-7 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none select-none data-disabled:text-ink-3 data-disabled:opacity-60 data-highlighted:bg-hover";
