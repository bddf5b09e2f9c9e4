"use client";

import type { TimeStyle } from "./format";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuSeparator, MenuTrigger } from "./menu";
import { useTimeStyle } from "./time-text";

/** How times are shown, said and changed. */
export function TimeMenu({ className }: { className?: string }) {
  const { style, setStyle } = useTimeStyle();
  return (
    <Menu>
      <MenuTrigger {...(className && { className })} title="How times are shown">
        {style.zone === "utc" ? "UTC" : "Local time"} · {style.form}
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup value={style.zone} onValueChange={(zone: TimeStyle["zone"]) => setStyle({ ...style, zone })}>
          <MenuRadioItem value="utc">UTC</MenuRadioItem>
          <MenuRadioItem value="local">Local time</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuRadioGroup value={style.form} onValueChange={(form: TimeStyle["form"]) => setStyle({ ...style, form })}>
          <MenuRadioItem value="absolute">Absolute</MenuRadioItem>
          <MenuRadioItem value="relative">Relative</MenuRadioItem>
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
