"use client";

import { Pencil, Star, Trash2 } from "lucide-react";
import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { type SavedFilter, useSavedFilters } from "./saved-filters";

interface SavedFiltersPopoverProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What stands in the bar; "" where there is none, or one that does not parse. */
  filter: string;
  onApply: (filter: string) => void;
}

/** A star in the filter bar: filled where this filter is saved. */
export function SavedFiltersPopover({ open, onOpenChange, filter, onApply }: SavedFiltersPopoverProps) {
  const { list } = useSavedFilters();
  const saved = list.some((each) => each.filter === filter);
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <Tooltip label="Saved filters">
        <PopoverTrigger
          render={
            <Button variant="ghost" size="sm" aria-label="Saved filters" className="h-5 w-5 px-0">
              <Star size={13} aria-hidden="true" className={saved ? "fill-current text-accent" : undefined} />
            </Button>
          }
        />
      </Tooltip>
      <PopoverContent label="Saved filters" className="w-88 max-w-[calc(100vw-1rem)]">
        <Content
          filter={filter}
          onApply={(next) => {
            onOpenChange(false);
            onApply(next);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function Content({ filter, onApply }: Pick<SavedFiltersPopoverProps, "filter" | "onApply">) {
  const { list, denied, save, rename, remove } = useSavedFilters();
  const [failed, setFailed] = useState(false);
  const [renaming, setRenaming] = useState<string>();
  const content = useRef<HTMLDivElement>(null);
  const known = list.find((each) => each.filter === filter);
  const keep = (kept: boolean) => {
    setFailed(!kept);
    // The field or the button that had the focus goes: the keyboard must not go with it.
    content.current?.closest<HTMLElement>("[role=dialog]")?.focus();
  };
  return (
    <div ref={content} className="grid gap-3">
      {filter !== "" && !known && <SaveForm key={filter} filter={filter} onSave={(saved) => keep(save(saved))} />}
      {(denied || failed) && (
        <p role="alert" className="rounded-md bg-gap-bg px-2.5 py-1.5 text-sm text-gap-ink">
          This browser keeps nothing for the page (its storage is switched off or full), so filters cannot be saved. A
          link holds the filter too.
        </p>
      )}
      {list.length === 0 ? (
        filter === "" && (
          <p className="text-sm text-ink-2">
            None is saved yet. Write a filter, and press the star to keep it under a name.
          </p>
        )
      ) : (
        <div className="grid gap-1">
          <h2 className="text-xs font-medium text-ink-2">Saved filters</h2>
          <ul className="-mx-1.5 max-h-80 overflow-y-auto">
            {list.map((saved) => (
              <li key={saved.name}>
                {renaming === saved.name ? (
                  <RenameForm
                    name={saved.name}
                    onDone={(to) => {
                      setRenaming(undefined);
                      if (to !== undefined) keep(rename(saved.name, to));
                    }}
                  />
                ) : (
                  <Row
                    saved={saved}
                    current={saved === known}
                    onApply={() => onApply(saved.filter)}
                    onRename={() => setRenaming(saved.name)}
                    onRemove={() => keep(remove(saved.name))}
                  />
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** A name that nobody chose is the filter itself. */
function SaveForm({ filter, onSave }: { filter: string; onSave: (saved: SavedFilter) => void }) {
  const id = useId();
  const [name, setName] = useState(filter);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ name: name.trim() || filter, filter });
  };
  return (
    <form onSubmit={submit} className="grid gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        Save this filter as
      </label>
      <div className="flex gap-2">
        <Input
          id={id}
          value={name}
          maxLength={200}
          autoFocus
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" variant="primary">
          Save
        </Button>
      </div>
    </form>
  );
}

interface RowProps {
  saved: SavedFilter;
  current: boolean;
  onApply: () => void;
  onRename: () => void;
  onRemove: () => void;
}

function Row({ saved, current, onApply, onRename, onRemove }: RowProps) {
  const { name, filter } = saved;
  return (
    <div className="group flex items-center rounded-md pr-1 focus-within:bg-hover hover:bg-hover">
      <button
        type="button"
        onClick={onApply}
        {...(current && { "aria-current": true })}
        className="grid min-w-0 flex-1 cursor-default gap-px rounded-md px-1.5 py-1 text-left focus-visible:-outline-offset-2"
      >
        <span className={current ? "truncate font-semibold" : "truncate"} title={name}>
          {name}
        </span>
        {name !== filter && (
          <span className="truncate font-mono text-xs text-ink-3" title={filter}>
            {filter}
          </span>
        )}
      </button>
      <IconButton label={`Rename ${name}`} size="sm" onClick={onRename}>
        <Pencil size={12} aria-hidden="true" />
      </IconButton>
      <IconButton label={`Remove ${name}`} size="sm" onClick={onRemove}>
        <Trash2 size={12} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

function RenameForm({ name, onDone }: { name: string; onDone: (to: string | undefined) => void }) {
  const [text, setText] = useState(name);
  return (
    <form
      className="flex items-center gap-1 px-1.5 py-0.5"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim() || undefined);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The name alone is given up, not the list.
        event.stopPropagation();
        onDone(undefined);
      }}
    >
      <Input
        aria-label={`Another name for ${name}`}
        value={text}
        maxLength={200}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" size="sm">
        Rename
      </Button>
    </form>
  );
}
