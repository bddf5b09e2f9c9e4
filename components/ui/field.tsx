"use client";

import { type ReactNode, useId } from "react";
import { cn } from "./cn";

interface FieldProps {
  label: string;
  /** Keeps the label for screen readers alone. */
  hideLabel?: boolean;
  /** Shown under the control while there is no error. */
  hint?: ReactNode;
  error?: ReactNode;
  className?: string;
  /** Gets the ids that tie label, hint and error to the control; spread them on it. */
  children: (control: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}

/** A label, a control, and under it a hint or the error, which is announced when it appears. */
export function Field({ label, hideLabel, hint, error, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error || hint;
  return (
    <div className={cn("grid min-w-0 gap-1", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "text-xs font-medium text-ink-2"}>
        {label}
      </label>
      {children({ id, ...(note && { "aria-describedby": noteId }), ...(error && { "aria-invalid": true as const }) })}
      <div
        id={noteId}
        aria-live="polite"
        className={cn("text-xs", error ? "text-danger" : "text-ink-3", !note && "hidden")}
      >
        {note}
      </div>
    </div>
  );
}
