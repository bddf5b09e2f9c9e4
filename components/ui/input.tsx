import type { ComponentProps } from "react";
import { cn } from "./cn";

const inputLook =
  "h-7 w-full min-w-0 rounded-md border border-control bg-bg px-2 text-sm text-ink placeholder:text-ink-3 hover:border-ink-3 focus:border-select-line focus:outline-2 focus:outline-offset-0 focus:outline-select-line/35 disabled:opacity-50 aria-invalid:border-danger";

/** A text field. `mono` for ARNs, keys, sequence numbers. Needs a label: wrap it in `Field` or give `aria-label`. */
export function Input({ className, mono, ...props }: ComponentProps<"input"> & { mono?: boolean }) {
  return (
    <input
      type="text"
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      {...props}
      className={cn(inputLook, mono && "font-mono", className)}
    />
  );
}
