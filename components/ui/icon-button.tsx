"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ButtonProps, "children" | "aria-label" | "kbd"> {
  /** What it does, in words: the tooltip and the accessible name. */
  label: string;
  /** The icon, e.g. `<Moon size={14} />`. */
  children: ReactNode;
  kbd?: string;
}

/** A square button with an icon alone. Renders a tooltip, so it needs no `title`. */
export function IconButton({
  label,
  children,
  kbd,
  className,
  variant = "ghost",
  size = "md",
  ...props
}: IconButtonProps) {
  const square = size === "sm" ? "w-6" : size === "lg" ? "w-9" : "w-7";
  return (
    <Tooltip
      label={
        <span className="flex items-center gap-1.5">
          {label}
          {kbd && <Kbd className="border-current/40 text-current">{kbd}</Kbd>}
        </span>
      }
    >
      <Button
        variant={variant}
        size={size}
        aria-label={label}
        {...(kbd && { "aria-keyshortcuts": kbd })}
        className={cn(square, "px-0", className)}
        {...props}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
