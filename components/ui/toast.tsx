"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { IconButton } from "./icon-button";

interface ToastOptions {
  title: string;
  description?: ReactNode;
  /** An error stays until it is dismissed; other toasts leave after five seconds. */
  type?: "info" | "error";
}

const manager = Base.createToastManager();

/** Says what happened, from anywhere. For what went wrong beside a field, show it at the field instead. */
export function showToast({ title, description, type = "info" }: ToastOptions): void {
  manager.add({
    title,
    ...(description !== undefined && { description }),
    type,
    timeout: type === "error" ? 0 : 5000,
    priority: type === "error" ? "high" : "low",
  });
}

/** Stands once, in app/providers.tsx. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-10 z-50 grid w-80 max-w-[calc(100vw-2rem)] gap-2">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className={cn(
        "rounded-md border bg-raised shadow-popup transition-opacity duration-150 data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0",
        toast.type === "error" ? "border-danger/50" : "border-line-strong",
      )}
    >
      <Base.Content className="flex items-start gap-2 py-2 pr-1.5 pl-3">
        <div className="grid min-w-0 flex-1 gap-0.5 py-1">
          <Base.Title className={cn("text-sm font-semibold", toast.type === "error" && "text-danger")} />
          <Base.Description className="text-sm wrap-anywhere text-ink-2" />
        </div>
        <Base.Close
          render={
            <IconButton label="Dismiss">
              <X size={13} aria-hidden="true" />
            </IconButton>
          }
        />
      </Base.Content>
    </Base.Root>
  ));
}
