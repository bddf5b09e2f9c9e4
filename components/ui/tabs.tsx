"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** `<Tabs value onValueChange><TabList><Tab value="diff">Diff</Tab>…</TabList><TabPanel value="diff">…</TabPanel></Tabs>` */
export const Tabs = Base.Root;

export function TabList({ className, children, ...props }: ComponentProps<typeof Base.List>) {
  return (
    <Base.List
      {...props}
      className={cn("relative flex h-[34px] items-stretch gap-0.5 border-b border-line px-2", className)}
    >
      {children}
      <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-[translate,width] duration-100" />
    </Base.List>
  );
}

export function Tab({ className, ...props }: ComponentProps<typeof Base.Tab>) {
  return (
    <Base.Tab
      {...props}
      className={cn(
        "cursor-default px-2 text-sm whitespace-nowrap text-ink-3 select-none hover:text-ink focus-visible:-outline-offset-2 data-active:font-semibold data-active:text-ink",
        className,
      )}
    />
  );
}

export function TabPanel({ className, ...props }: ComponentProps<typeof Base.Panel>) {
  return <Base.Panel {...props} className={cn("min-h-0 flex-1 focus-visible:-outline-offset-2", className)} />;
}
