"use client";

import { Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { toggleTheme } from "./theme";

/** Both icons are there and CSS shows one: the server cannot know the theme. */
export function ThemeButton() {
  return (
    <IconButton label="Change theme" kbd="t" onClick={toggleTheme}>
      <Sun size={14} aria-hidden="true" className="hidden dark:block" />
      <Moon size={14} aria-hidden="true" className="dark:hidden" />
    </IconButton>
  );
}
