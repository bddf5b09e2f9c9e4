"use client";

import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { formatCount } from "@/components/ui/format";
import { Kbd } from "@/components/ui/kbd";
import type { Command } from "./command";
import { CommandRow } from "./command-row";
import { searchCommands } from "./search-commands";

interface CommandSearchProps {
  commands: readonly Command[];
  /** What else could be done with the words that were typed; stands last. */
  otherwise?: (words: string) => Command | undefined;
  placeholder: string;
  onRun: (command: Command) => void;
}

/** Rows that Page Up and Page Down go. */
const PAGE = 8;

/** A combobox whose list is always open. The focus stays in the field; the arrows walk, Enter does. */
export function CommandSearch({ commands, otherwise, placeholder, onRun }: CommandSearchProps) {
  const id = useId();
  const [query, setQuery] = useState("");
  /** By its id: what stands in the list may change while it is open. */
  const [chosen, setChosen] = useState<string>();
  const groups = useMemo(() => {
    const found = searchCommands(commands, query);
    const last = query.trim() === "" ? undefined : otherwise?.(query.trim());
    return last ? [...found, { name: last.group, found: [{ command: last, letters: NONE }], more: 0 }] : found;
  }, [commands, query, otherwise]);
  const rows = groups.flatMap(({ found }) => found.map(({ command }) => command));
  const active = Math.max(
    0,
    rows.findIndex((command) => command.id === chosen),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = rows.length - 1;
    const to = {
      ArrowDown: active === last ? 0 : active + 1,
      ArrowUp: active === 0 ? last : active - 1,
      PageDown: Math.min(last, active + PAGE),
      PageUp: Math.max(0, active - PAGE),
    }[event.key];
    if (to !== undefined) setChosen(rows[to]?.id);
    else if (event.key === "Enter" && rows[active]) onRun(rows[active]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        role="combobox"
        aria-label="Commands"
        aria-autocomplete="list"
        aria-expanded="true"
        aria-haspopup="listbox"
        aria-controls={`${id}-list`}
        {...(rows[active] && { "aria-activedescendant": rowId(id, rows[active]) })}
        value={query}
        placeholder={placeholder}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(undefined);
        }}
        onKeyDown={onKeyDown}
        className="h-12 shrink-0 border-b border-line bg-transparent px-4 text-lg text-ink outline-none placeholder:text-ink-3"
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Commands"
        tabIndex={-1}
        // A press must not take the focus out of the field.
        onMouseDown={(event) => event.preventDefault()}
        className="min-h-0 flex-1 scroll-py-8 overflow-y-auto overscroll-contain p-1.5"
      >
        {groups.map(({ name, found, more }, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox holds groups, not fieldsets.
          <div key={name} role="group" aria-labelledby={`${id}-group-${index}`}>
            <p
              id={`${id}-group-${index}`}
              role="presentation"
              className="px-2.5 pt-2 pb-1 text-xs font-medium text-ink-3"
            >
              {name}
              {more > 0 && <span className="font-normal"> · {formatCount(more)} more: type on</span>}
            </p>
            {found.map(({ command, letters }) => (
              <CommandRow
                key={command.id}
                id={rowId(id, command)}
                command={command}
                letters={letters}
                active={command === rows[active]}
                onPoint={() => setChosen(command.id)}
                onRun={() => onRun(command)}
              />
            ))}
          </div>
        ))}
      </div>
      {rows.length === 0 && (
        <p className="pointer-events-none absolute inset-x-0 top-28 text-center text-sm text-ink-2">
          Nothing here is called “{query.trim()}”.
        </p>
      )}
      <p role="status" className="sr-only">
        {query.trim() === "" ? "" : `${rows.length} found`}
      </p>
      <p
        aria-hidden="true"
        className="flex h-8 shrink-0 items-center gap-3 border-t border-line px-4 text-xs text-ink-3"
      >
        <span className="flex items-center gap-1">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> choose
        </span>
        <span className="flex items-center gap-1">
          <Kbd>↵</Kbd> do it
        </span>
        <span className="flex items-center gap-1">
          <Kbd>Esc</Kbd> close
        </span>
      </p>
    </>
  );
}

const NONE: ReadonlySet<number> = new Set();

function rowId(listId: string, command: Command): string {
  return `${listId}-${command.id.replace(/[^\w-]/g, "_")}`;
}
