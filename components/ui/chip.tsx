import type { ComponentProps } from "react";
import { cn } from "./cn";

const tones = {
  neutral: "border-line text-ink-2",
  live: "border-live/40 text-live",
  warn: "border-warn/40 text-warn",
  danger: "border-danger/40 text-danger",
} as const;

/** A small fact in a frame: a region, a view type, a state. */
export function Chip({
  className,
  tone = "neutral",
  ...props
}: ComponentProps<"span"> & { tone?: keyof typeof tones }) {
  return (
    <span
      className={cn(
        "inline-flex h-[18px] max-w-full items-center gap-1 rounded border px-1.5 text-xs whitespace-nowrap",
        tones[tone],
        className,
      )}
      {...props}
    />
  );
}
