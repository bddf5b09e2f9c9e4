"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, useRef, useState } from "react";
import type { Command } from "./command";

interface PaletteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What can be searched; asked for only while the palette is open. `onRun` closes it and does the command. */
  children: (onRun: (command: Command) => void) => ReactNode;
}

/** The palette's frame: there at once, and always of one size, so that nothing moves while a person types. */
export function PaletteDialog({ open, onOpenChange, children }: PaletteDialogProps) {
  const chosen = useRef<Command>(undefined);
  const before = useRef<Element>(null);
  // Opened again while it still closes, it begins anew all the same: what was written before is not written on.
  const [opening, setOpening] = useState({ open, count: 0 });
  if (opening.open !== open) setOpening({ open, count: opening.count + (open ? 1 : 0) });
  return (
    <Base.Root
      key={opening.count}
      open={open}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isOpen) => {
        if (isOpen) return;
        // First the focus goes back, then the command may take it elsewhere: the dialog's own way back comes too late for that.
        if (before.current instanceof HTMLElement) before.current.focus();
        before.current = null;
        chosen.current?.run();
        chosen.current = undefined;
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/20 dark:bg-black/50" />
        <Base.Popup
          aria-label="Commands"
          initialFocus={() => {
            // In one that was cut short nobody had the focus: it still goes back to where it came from.
            before.current ??= document.activeElement;
            return true;
          }}
          finalFocus={false}
          className="fixed top-[12vh] left-1/2 z-50 flex h-[min(440px,76vh)] w-160 max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised text-ink shadow-popup outline-none"
        >
          {children((command) => {
            chosen.current = command;
            onOpenChange(false);
          })}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
