"use client";

import { Search, X } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { systemClock } from "@/lib/clock";
import { applyCompletion, type Completion } from "@/lib/filter/completion";
import { parseFilter } from "@/lib/filter/filter";
import { ColouredFilter } from "./coloured-filter";
import { CompletionList, optionId } from "./completion-list";
import { pastFilters, rememberFilter } from "./filter-history";
import { SavedFiltersPopover } from "./saved-filters-popover";
import { useCompletion } from "./use-completion";

/** Milliseconds after the last key until a filter is used. */
const PAUSE = 250;

export interface FilterBarHandle {
  focus(): void;
}

interface FilterBarProps {
  captureId: string;
  /** The filter in use; may be one that does not parse, from a link. */
  value: string;
  /** Called with filters that parse, once the person paused. */
  onChange: (filter: string) => void;
  /** The person is done with the bar, by Enter or Escape; the filter stays. */
  onLeave: () => void;
  zone: "utc" | "local";
  savedOpen: boolean;
  onSavedOpen: (open: boolean) => void;
  /** Counts, at the end of the bar. */
  children: ReactNode;
  ref?: Ref<FilterBarHandle>;
}

/** The search language in one line: coloured as it is typed, wrong where it is wrong, used after a pause. */
export function FilterBar(props: FilterBarProps) {
  const { captureId, value, onChange, onLeave, zone, children, ref } = props;
  const [text, setText] = useState(value);
  const [used, setUsed] = useState(value);
  const [given, setGiven] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const colours = useRef<HTMLDivElement>(null);
  /** How far back in the history, as it was when the person began to step; -1 is what was typed. */
  const past = useRef<{ entries: string[]; step: number; typed: string }>({ entries: [], step: -1, typed: "" });
  const errorId = useId();
  const listId = useId();
  const completion = useCompletion(captureId);
  const offered = completion.options.length > 0;
  useImperativeHandle(ref, () => ({ focus: () => input.current?.select() }));

  // Changed from elsewhere: the shard tree, "copy path as filter", the address.
  if (value !== given) {
    setGiven(value);
    if (value !== used) {
      setUsed(value);
      setText(value);
    }
  }

  const { error } = parseFilter(text, { now: systemClock.now(), zone });
  // Half a word is no mistake while the rest of it is offered.
  const shownError = offered ? undefined : error;
  const use = useCallback(
    (filter: string) => {
      if (filter === used) return;
      setUsed(filter);
      onChange(filter);
    },
    [used, onChange],
  );

  // Whatever took it away, here or elsewhere: a filter that was used comes back with ↑.
  const before = useRef(used);
  useEffect(() => {
    const last = before.current;
    before.current = used;
    // What was being typed, or taken back letter by letter, was no filter of its own.
    if (used === "" || !(used.startsWith(last) || last.startsWith(used))) rememberFilter(last);
  }, [used]);

  // Half a path is no search of its own while the rest of it is offered.
  const unfinished = offered && completion.place?.want.kind === "path";
  useEffect(() => {
    if (text === used || error || unfinished) return;
    const stop = new AbortController();
    systemClock.sleep(PAUSE, stop.signal).then(
      () => use(text),
      () => {},
    );
    return () => stop.abort();
  }, [text, used, error, unfinished, use]);

  const clear = () => {
    completion.close();
    setText("");
    use("");
    input.current?.focus();
  };

  const inPast = () => past.current.entries[past.current.step] === text;
  const stepThroughPast = (by: 1 | -1) => {
    if (!inPast()) {
      // Emptied a moment ago, and in use until the pause is over.
      if (text === "") rememberFilter(used);
      past.current = { entries: pastFilters().filter((entry) => entry !== text), step: -1, typed: text };
    }
    const { entries, typed } = past.current;
    const step = Math.max(-1, Math.min(entries.length - 1, past.current.step + by));
    past.current.step = step;
    setText(entries[step] ?? typed);
  };

  const take = (chosen: Completion | undefined) => {
    if (!chosen || !completion.place) return;
    const next = applyCompletion(text, completion.place, chosen);
    // At once, so that the caret can be put where typing goes on.
    flushSync(() => setText(next.text));
    input.current?.setSelectionRange(next.caret, next.caret);
    completion.offer(next.text, next.caret);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const caret = event.currentTarget.selectionStart ?? text.length;
    const { options, active } = completion;
    if (offered && event.key === "ArrowDown") completion.move(1);
    // In an empty bar, with nothing chosen, ↑ is the past.
    else if (offered && event.key === "ArrowUp" && (active >= 0 || text !== "")) completion.move(-1);
    else if (offered && event.key === "Tab" && !event.shiftKey) take(options[Math.max(0, active)]);
    else if (offered && event.key === "Enter" && active >= 0) take(options[active]);
    else if (offered && event.key === "Escape") completion.close();
    else if (event.key === "ArrowDown" && !inPast()) completion.offer(text, caret, true);
    else if (event.key === "ArrowUp") {
      completion.close();
      stepThroughPast(1);
    } else if (event.key === "ArrowDown") stepThroughPast(-1);
    else if (event.key === "Enter" && !error) {
      completion.close();
      use(text);
      rememberFilter(text);
      onLeave();
    } else if (event.key === "Escape") {
      if (text === used) onLeave();
      else setText(used);
    } else return;
    event.preventDefault();
  };

  return (
    <search className="relative flex h-10 shrink-0 items-center gap-2.5 border-b border-line px-3">
      <div
        className={cn(
          "group flex h-7 min-w-0 flex-[1_1_9rem] items-center gap-1.5 rounded-md border bg-bg pr-0.5 pl-2 font-mono text-sm focus-within:outline-2 focus-within:outline-select-line/35",
          shownError ? "border-danger" : "border-control focus-within:border-select-line",
        )}
      >
        <Search size={13} aria-hidden="true" className="shrink-0 text-ink-3" />
        <div className="relative h-[26px] min-w-0 flex-1">
          <ColouredFilter text={text} error={shownError} ref={colours} />
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-expanded={offered}
            aria-controls={listId}
            {...(offered && completion.active >= 0 && { "aria-activedescendant": optionId(listId, completion.active) })}
            value={text}
            aria-label="Filter records"
            aria-keyshortcuts="/"
            aria-invalid={shownError !== undefined}
            {...(shownError && { "aria-describedby": errorId })}
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="key:ORDER#1*  event:modify  changed:status  or any text"
            onChange={(event) => {
              setText(event.target.value);
              completion.offer(event.target.value, event.target.selectionStart ?? event.target.value.length);
            }}
            onScroll={(event) => {
              if (colours.current) colours.current.scrollLeft = event.currentTarget.scrollLeft;
            }}
            // An empty bar shows what it can hold; by keyboard ↓ asks for it, since ↑ goes through the past.
            onClick={() => {
              if (text === "") completion.offer("", 0, true);
            }}
            onBlur={() => {
              completion.close();
              if (!error) rememberFilter(text);
            }}
            onKeyDown={onKeyDown}
            className="absolute inset-0 w-full bg-transparent leading-[26px] text-ellipsis text-transparent caret-ink outline-none placeholder:text-ink-3"
          />
          {offered && (
            <CompletionList
              id={listId}
              options={completion.options}
              active={completion.active}
              onTake={take}
              left={`min(${completion.place?.start ?? 0}ch, max(0px, 100% - 320px))`}
            />
          )}
        </div>
        {text === "" ? (
          <>
            <Kbd className="mr-0.5 group-focus-within:hidden">/</Kbd>
            <span className="mr-0.5 hidden items-center gap-1 font-sans text-xs text-ink-3 group-focus-within:flex">
              <Kbd>↓</Kbd> fields
            </span>
          </>
        ) : (
          <IconButton label="Clear the filter" size="sm" onClick={clear} className="h-5 w-5">
            <X size={12} aria-hidden="true" />
          </IconButton>
        )}
        <SavedFiltersPopover
          open={props.savedOpen}
          onOpenChange={props.onSavedOpen}
          filter={error ? "" : text.trim()}
          onApply={(filter) => {
            completion.close();
            setText(filter);
            use(filter);
          }}
        />
      </div>
      {children}
      <p
        id={errorId}
        role="status"
        className={cn(
          "absolute top-9 left-3 z-20 max-w-[calc(100%-24px)] rounded-md border border-danger/40 bg-danger-bg px-2.5 py-1.5 text-sm text-ink shadow-popup",
          !shownError && "hidden",
        )}
      >
        {error && (
          <>
            <span className="font-mono text-xs text-danger">character {error.position + 1}</span> {error.message}
          </>
        )}
      </p>
    </search>
  );
}
