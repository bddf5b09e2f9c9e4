"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ComponentProps, ReactNode } from "react";
import { popupLook } from "./popup-look";

/** `<Popover><PopoverTrigger render={<Button/>}>Go to</PopoverTrigger><PopoverContent label="Go to">…` */
export const Popover = Base.Root;
export const PopoverTrigger = Base.Trigger;

interface PopoverContentProps {
  /** The accessible name of the popup. */
  label: string;
  children: ReactNode;
  className?: string;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  initialFocus?: ComponentProps<typeof Base.Popup>["initialFocus"];
}

export function PopoverContent(props: PopoverContentProps) {
  const { label, children, className, align = "end", side = "bottom", initialFocus } = props;
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} align={align} side={side} collisionPadding={8} className="z-40">
        <Base.Popup
          aria-label={label}
          {...(initialFocus !== undefined && { initialFocus })}
          className={popupLook(`max-h-(--available-height) overflow-y-auto p-3 text-sm ${className ?? ""}`)}
        >
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
