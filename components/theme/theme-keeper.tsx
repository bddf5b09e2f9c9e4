"use client";

import { useHotkey } from "@/components/ui/use-hotkey";
import { toggleTheme, useThemeFollowing } from "./theme";

/** Stands once in the page: follows the system, and `t` changes the theme everywhere. */
export function ThemeKeeper() {
  useThemeFollowing();
  useHotkey("t", toggleTheme);
  return null;
}
