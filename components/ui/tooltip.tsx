"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { popupLook } from "./popup-look";

interface TooltipProps {
  /** A few words. What a person cannot do without does not belong in a tooltip. */
  label: ReactNode;
  /** One element that can take the focus; it becomes the trigger. */
  children: ReactElement;
  side?: "top" | "bottom" | "left" | "right";
}

/** Shown on hover and on focus; Escape hides it. `TooltipProvider` stands in app/providers.tsx. */
export function Tooltip({ label, children, side = "bottom" }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup
            className={popupLook("max-w-80 bg-ink px-2 py-1 text-xs wrap-anywhere text-panel border-transparent")}
          >
            {label}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export const TooltipProvider = Base.Provider;
