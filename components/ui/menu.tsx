"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { itemLook, popupLook } from "./popup-look";

/** `<Menu><MenuTrigger>UTC</MenuTrigger><MenuContent><MenuRadioGroup …><MenuRadioItem …/></MenuRadioGroup></MenuContent></Menu>` */
export const Menu = Base.Root;
export const MenuTrigger = Base.Trigger;

export function MenuContent({ children, align = "end" }: { children: ReactNode; align?: "start" | "center" | "end" }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} align={align} collisionPadding={8} className="z-50">
        <Base.Popup className={popupLook("max-h-(--available-height) min-w-44 overflow-y-auto p-1")}>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

export const MenuRadioGroup = Base.RadioGroup;

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Base.RadioItem>) {
  return (
    <Base.RadioItem closeOnClick {...props} className={cn(itemLook, "grid grid-cols-[14px_1fr]", className)}>
      <Base.RadioItemIndicator className="col-start-1 text-accent">
        <Check size={13} aria-hidden="true" />
      </Base.RadioItemIndicator>
      <span className="col-start-2">{children}</span>
    </Base.RadioItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
