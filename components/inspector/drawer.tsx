"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, useRef } from "react";
import { cn } from "@/components/ui/cn";

interface DrawerProps {
  side: "left" | "right";
  /** What it holds, for a screen reader. */
  label: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

/** A side panel on a narrow screen: it lies over the list, and Escape or a press beside it closes it. */
export function Drawer({ side, label, open, onOpenChange, children }: DrawerProps) {
  // Not its first button: the button's tooltip would take the first Escape.
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-black/30 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          aria-label={label}
          className={cn(
            "fixed inset-y-0 z-30 flex w-[min(420px,calc(100vw-40px))] flex-col bg-panel text-ink shadow-popup outline-none transition-transform duration-150",
            side === "left"
              ? "left-0 border-r border-line data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
              : "right-0 border-l border-line data-ending-style:translate-x-full data-starting-style:translate-x-full",
          )}
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
