"use client";

import { Columns3, Plus, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useCompletions } from "@/lib/api/queries";
import { type Columns, isColumn, MOST_COLUMNS } from "./use-columns";

/** Adds attributes to the list as columns, from the paths that were seen, and takes them away. */
export function ColumnsMenu({ captureId, columns }: { captureId: string; columns: Columns }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        render={
          <IconButton label="Columns" size="sm" className="h-5">
            <Columns3 size={13} aria-hidden="true" />
          </IconButton>
        }
      />
      <PopoverContent label="Columns" className="w-72">
        {open && <Chooser captureId={captureId} columns={columns} />}
      </PopoverContent>
    </Popover>
  );
}

function Chooser({ captureId, columns }: { captureId: string; columns: Columns }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { data, isError } = useCompletions(captureId, `changed:${text}`);
  // Until it is known what was seen, a part of a name would be taken for a name.
  const isKnown = data !== undefined || isError;
  const offered = (data?.completions ?? []).map((completion) => completion.text);
  const typed = text.trim();
  const options = [...new Set([...offered, ...(isKnown && typed !== "" && isColumn(typed) ? [typed] : [])])].filter(
    (path) => !columns.paths.includes(path),
  );
  const at = Math.min(active, options.length - 1);
  const add = (path: string | undefined) => {
    if (path === undefined) return;
    columns.add(path);
    setText("");
    setActive(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setActive(Math.min(at + 1, options.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(at - 1, 0));
    else if (event.key === "Enter") add(options[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="grid gap-2">
      {columns.paths.map((path) => (
        <div key={path} className="flex h-6 items-center gap-1">
          <span className="min-w-0 flex-1 truncate font-mono" title={path}>
            {path}
          </span>
          <IconButton label={`Remove the column ${path}`} size="sm" onClick={() => columns.remove(path)}>
            <X size={13} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      {columns.full ? (
        <p className="text-xs text-ink-3">{MOST_COLUMNS} columns are the most: remove one to add another.</p>
      ) : (
        <>
          <Input
            autoFocus
            mono
            role="combobox"
            aria-label="Attribute to add as a column"
            aria-expanded={options.length > 0}
            aria-controls="column-options"
            aria-autocomplete="list"
            {...(at >= 0 && { "aria-activedescendant": `column-option-${at}` })}
            placeholder="An attribute: status, shipping.city"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
          <div id="column-options" role="listbox" aria-label="Attributes" className="max-h-56 overflow-y-auto">
            {options.map((path, index) => (
              <div
                key={path}
                id={`column-option-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                onMouseDown={(event) => {
                  event.preventDefault();
                  add(path);
                }}
                className={cn(
                  "flex h-6 cursor-default items-center gap-1.5 rounded px-1.5 font-mono",
                  index === at ? "bg-select" : "hover:bg-hover",
                )}
              >
                <Plus size={12} aria-hidden="true" className="shrink-0 text-ink-3" />
                <span className="truncate">{path}</span>
              </div>
            ))}
          </div>
          {isKnown && options.length === 0 && (
            <p className="text-xs text-ink-3">
              {typed === "" ? "Every attribute that was seen is a column." : "No such attribute was seen."}
            </p>
          )}
        </>
      )}
    </div>
  );
}
