"use client";

import { AlertDialog as BaseAlert } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { IconButton } from "./icon-button";

const backdropLook =
  "fixed inset-0 z-40 bg-black/30 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60";
const popupLook =
  "fixed top-[14vh] left-1/2 z-50 flex max-h-[72vh] w-120 max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-lg border border-line-strong bg-raised text-ink shadow-popup outline-none transition-[opacity,scale] duration-100 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0";

/** `<Dialog open onOpenChange>…<DialogContent title="Keys">…` Focus goes in, stays in, and comes back. */
export const Dialog = Base.Root;

interface DialogContentProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, at the right end of a bar below. */
  footer?: ReactNode;
  className?: string;
}

export function DialogContent({ title, description, children, footer, className }: DialogContentProps) {
  // Not its Close button: the button's tooltip would take the first Escape.
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Portal>
      <Base.Backdrop className={backdropLook} />
      <Base.Popup ref={popup} initialFocus={popup} className={cn(popupLook, className)}>
        <div className="flex items-start gap-3 border-b border-line py-2.5 pr-2.5 pl-4">
          <div className="grid min-w-0 flex-1 gap-0.5 py-1">
            <Base.Title className="text-md font-semibold">{title}</Base.Title>
            {description && <Base.Description className="text-sm text-ink-2">{description}</Base.Description>}
          </div>
          <Base.Close
            render={
              <IconButton label="Close">
                <X size={14} aria-hidden="true" />
              </IconButton>
            }
          />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
        {footer && <div className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</div>}
      </Base.Popup>
    </Base.Portal>
  );
}

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will be lost, and what will not. */
  children: ReactNode;
  /** The verb: "Delete capture". */
  confirm: string;
  busy?: boolean;
  onConfirm: () => void;
}

/** Asks before something is lost. Focus starts on Cancel; it stays open until the caller closes it. */
export function ConfirmDialog({ open, onOpenChange, title, children, confirm, busy, onConfirm }: ConfirmDialogProps) {
  return (
    <BaseAlert.Root open={open} onOpenChange={onOpenChange}>
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className={backdropLook} />
        <BaseAlert.Popup className={cn(popupLook, "w-100")}>
          <div className="grid gap-1.5 p-4">
            <BaseAlert.Title className="text-md font-semibold">{title}</BaseAlert.Title>
            <BaseAlert.Description render={<div />} className="text-sm text-ink-2">
              {children}
            </BaseAlert.Description>
          </div>
          <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
            <BaseAlert.Close render={<Button>Cancel</Button>} />
            <Button variant="danger" busy={busy ?? false} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </BaseAlert.Popup>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  );
}
