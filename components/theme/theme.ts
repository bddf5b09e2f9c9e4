"use client";

import { useEffect, useSyncExternalStore } from "react";
import { THEME_KEY } from "./theme-script";

type Theme = "light" | "dark";

const listeners = new Set<() => void>();

function systemTheme(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Storage can be denied to a page; the theme then lasts as long as the page. */
function storedTheme(): Theme | undefined {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return stored === "light" || stored === "dark" ? stored : undefined;
  } catch {
    return undefined;
  }
}

function currentTheme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

function show(theme: Theme): void {
  if (currentTheme() === theme) return;
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The theme on the screen: for what is drawn by hand (a canvas). Everything else takes its colours from the tokens. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme, () => "light");
}

/** The other theme, remembered; back at what the system has, it follows the system again. */
export function toggleTheme(): void {
  const next: Theme = currentTheme() === "dark" ? "light" : "dark";
  try {
    if (next === systemTheme()) localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, next);
  } catch {
    // Not remembered, then.
  }
  show(next);
}

/** Follows the system and the choice made in other tabs. */
export function useThemeFollowing(): void {
  useEffect(() => {
    const follow = () => show(storedTheme() ?? systemTheme());
    const system = matchMedia("(prefers-color-scheme: dark)");
    const onStorage = (event: StorageEvent) => {
      // A key of null: the storage was cleared.
      if (event.key === THEME_KEY || event.key === null) follow();
    };
    follow();
    system.addEventListener("change", follow);
    window.addEventListener("storage", onStorage);
    return () => {
      system.removeEventListener("change", follow);
      window.removeEventListener("storage", onStorage);
    };
  }, []);
}
