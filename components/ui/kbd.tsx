import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn(
        "inline-flex h-4 min-w-4 items-center justify-center rounded-[3px] border border-line px-1 font-mono text-[10.5px] leading-none text-ink-3",
        className,
      )}
      {...props}
    />
  );
}
