"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { itemLook, popupLook } from "./popup-look";

/** `<Menu><MenuTrigger render={<Button/>}>Export</MenuTrigger><MenuContent><MenuItem …/></MenuContent></Menu>` */
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

interface MenuItemProps extends ComponentProps<typeof Base.Item> {
  kbd?: string;
  danger?: boolean;
}

export function MenuItem({ kbd, danger, className, children, ...props }: MenuItemProps) {
  return (
    <Base.Item {...props} className={cn(itemLook, danger && "text-danger", className)}>
      {children}
      {kbd && <Kbd className="ml-auto">{kbd}</Kbd>}
    </Base.Item>
  );
}

/** An item that is a link, e.g. a download: `<MenuLink href={exportUrl(…)} download>`. */
export function MenuLink({ className, ...props }: ComponentProps<typeof Base.LinkItem>) {
  return <Base.LinkItem closeOnClick {...props} className={cn(itemLook, className)} />;
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

export function MenuCheckboxItem({ className, children, ...props }: ComponentProps<typeof Base.CheckboxItem>) {
  return (
    <Base.CheckboxItem {...props} className={cn(itemLook, "grid grid-cols-[14px_1fr]", className)}>
      <Base.CheckboxItemIndicator className="col-start-1 text-accent">
        <Check size={13} aria-hidden="true" />
      </Base.CheckboxItemIndicator>
      <span className="col-start-2">{children}</span>
    </Base.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** A heading over a group of items: both go into `<MenuGroup>`. */
export const MenuGroup = Base.Group;
export function MenuGroupLabel({ children }: { children: ReactNode }) {
  return <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-xs text-ink-3">{children}</Base.GroupLabel>;
}
