"use client";

import { useMemo, useSyncExternalStore } from "react";

const KEY = "shardscope.savedFilters";
/** More than anyone finds again. */
const MOST = 200;

export interface SavedFilter {
  /** No two have the same. */
  name: string;
  filter: string;
}

/** With one more, at the top. Who saves under a name that is taken, or a filter that is saved, means that one. */
export function withSaved(list: readonly SavedFilter[], saved: SavedFilter): SavedFilter[] {
  const others = list.filter(({ name, filter }) => name !== saved.name && filter !== saved.filter);
  return [saved, ...others].slice(0, MOST);
}

/** In its place under another name; what had that name gives way. */
export function renamed(list: readonly SavedFilter[], from: string, to: string): SavedFilter[] {
  return list
    .filter(({ name }) => name === from || name !== to)
    .map((saved) => (saved.name === from ? { ...saved, name: to } : saved));
}

/** As it was stored; whatever is no saved filter is left out. */
export function readSaved(stored: string): SavedFilter[] {
  try {
    const list: unknown = JSON.parse(stored);
    return Array.isArray(list) ? list.filter(isSaved).map(({ name, filter }) => ({ name, filter })) : [];
  } catch {
    return [];
  }
}

function isSaved(value: unknown): value is SavedFilter {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "filter" in value &&
    typeof value.filter === "string"
  );
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key === KEY || key === null) listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}

/** Null where the browser keeps nothing for this page. */
function stored(): string | null {
  try {
    return localStorage.getItem(KEY) ?? "[]";
  } catch {
    return null;
  }
}

/** False where the browser does not keep it: storage is denied, or full. */
function store(list: readonly SavedFilter[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    return false;
  }
  for (const listener of listeners) listener();
  return true;
}

interface SavedFilters {
  list: readonly SavedFilter[];
  /** Nothing can be kept. */
  denied: boolean;
  /** Each tells whether it was kept. */
  save: (saved: SavedFilter) => boolean;
  rename: (from: string, to: string) => boolean;
  remove: (name: string) => boolean;
}

/** The filters that a person saved in this browser, the same in every tab. */
export function useSavedFilters(): SavedFilters {
  const text = useSyncExternalStore(subscribe, stored, () => "[]");
  return useMemo(() => {
    const list = readSaved(text ?? "[]");
    return {
      list,
      denied: text === null,
      save: (saved) => store(withSaved(list, saved)),
      rename: (from, to) => store(renamed(list, from, to)),
      remove: (name) => store(list.filter((saved) => saved.name !== name)),
    };
  }, [text]);
}
