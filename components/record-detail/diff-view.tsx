"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "@/components/ui/cn";
import { formatCount } from "@/components/ui/format";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { type DiffEntry, unchangedAttributes } from "@/lib/stream/diff";
import { formatPath } from "@/lib/stream/path";
import { diffWords, type TextSegment } from "@/lib/stream/word-diff";
import { AttributeLine, TypeTag } from "./attribute-line";
import { ImageView } from "./image-view";
import { BinaryView, More, readable, ValueView } from "./value-view";
import { sideParts } from "./word-sides";

const ENTRY_LIMIT = 300;
/** Shorter texts are clearer side by side than word by word. */
const WORDS_FROM = 20;
/** Characters of a long text on each side where the two share nothing: old and new are to be seen together. */
const SIDE_LIMIT = 300;

interface DiffViewProps {
  entries: readonly DiffEntry[];
  next: AttributeMap | undefined;
  onFilterPath: (path: string) => void;
}

/** Old and new of each path that differs; what did not change is folded below. */
export function DiffView({ entries, next, onFilterPath }: DiffViewProps) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? entries : entries.slice(0, ENTRY_LIMIT);
  const unchanged = unchangedAttributes(entries, next);
  return (
    <>
      <dl className="font-mono text-sm leading-normal">
        {shown.map((entry) => (
          <Entry key={`${entry.kind} ${formatPath(entry.path)}`} entry={entry} onFilterPath={onFilterPath} />
        ))}
      </dl>
      {shown.length < entries.length && (
        <More onMore={() => setWhole(true)} className="m-3">
          Show all {formatCount(entries.length)} differences
        </More>
      )}
      {unchanged.length > 0 && next && <Unchanged names={unchanged} image={next} onFilterPath={onFilterPath} />}
    </>
  );
}

function Entry({ entry, onFilterPath }: { entry: DiffEntry; onFilterPath: (path: string) => void }) {
  const value = "next" in entry ? entry.next : entry.old;
  const from = "oldPath" in entry && entry.oldPath ? formatPath(entry.oldPath) : undefined;
  const note = entry.kind === "moved" ? `moved from ${from}` : from && `was ${from}`;
  const type =
    entry.kind === "typeChanged" ? (
      <>
        <TypeTag value={entry.old} />→<wbr />
        <TypeTag value={entry.next} />
      </>
    ) : (
      <TypeTag value={value} />
    );
  return (
    <AttributeLine path={entry.path} type={type} value={value} note={note} onFilterPath={onFilterPath}>
      <Values entry={entry} />
    </AttributeLine>
  );
}

function Values({ entry }: { entry: DiffEntry }) {
  switch (entry.kind) {
    case "added":
      return (
        <New>
          <ValueView value={entry.next} />
        </New>
      );
    case "removed":
      return (
        <Old>
          <ValueView value={entry.old} />
        </Old>
      );
    case "moved":
      return <ValueView value={entry.next} />;
    default:
  }
  if (entry.kind === "changed" && entry.members) {
    const shown = "BS" in entry.next ? (member: string) => <BinaryView base64={member} /> : readable;
    return (
      <>
        {entry.members.removed.map((member) => (
          <Old key={`-${member}`}>{shown(member)}</Old>
        ))}
        {entry.members.added.map((member) => (
          <New key={`+${member}`}>{shown(member)}</New>
        ))}
        {entry.members.kept > 0 && <span className="font-sans text-xs text-ink-3">{entry.members.kept} stayed</span>}
      </>
    );
  }
  if ("S" in entry.old && "S" in entry.next && Math.min(entry.old.S.length, entry.next.S.length) >= WORDS_FROM) {
    const segments = diffWords(entry.old.S, entry.next.S);
    // With nothing in common the marks would cover everything and say nothing.
    if (segments.some(({ kind, text }) => kind === "same" && text.trim().length > 3)) {
      return (
        <>
          <Old>
            <Words segments={segments} side="removed" />
          </Old>
          <New>
            <Words segments={segments} side="added" />
          </New>
        </>
      );
    }
  }
  return (
    <>
      <Old>
        <ValueView value={entry.old} textLimit={SIDE_LIMIT} />
      </Old>
      <New>
        <ValueView value={entry.next} textLimit={SIDE_LIMIT} />
      </New>
    </>
  );
}

/** One side of a text, its own words marked. */
function Words({ segments, side }: { segments: readonly TextSegment[]; side: "removed" | "added" }) {
  let at = 0;
  return (
    <span className="whitespace-pre-wrap wrap-anywhere">
      {sideParts(segments, side).map(({ changed, text }) => {
        const key = at;
        at += text.length;
        if (!changed) return <span key={key}>{readable(text)}</span>;
        return (
          <mark
            key={key}
            className={cn("rounded-xs text-inherit", side === "removed" ? "bg-remove/30" : "bg-insert/30")}
          >
            {readable(text)}
          </mark>
        );
      })}
    </span>
  );
}

/** Told apart by sign and place, not by colour alone; said aloud as what they are. */
function Old({ children }: { children: ReactNode }) {
  return (
    <div className="-ml-1.5 flex gap-1.5 rounded-sm bg-old-bg px-1.5">
      <Sign name="old">−</Sign>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

function Sign({ name, children }: { name: string; children: string }) {
  return (
    <span className="w-2 shrink-0 select-none text-ink-3">
      <span aria-hidden="true">{children}</span>
      <span className="sr-only">{name}: </span>
    </span>
  );
}

function New({ children }: { children: ReactNode }) {
  return (
    <div className="-ml-1.5 flex gap-1.5 rounded-sm bg-new-bg px-1.5">
      <Sign name="new">+</Sign>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

interface UnchangedProps {
  names: readonly string[];
  image: AttributeMap;
  onFilterPath: (path: string) => void;
}

function Unchanged({ names, image, onFilterPath }: UnchangedProps) {
  const [open, setOpen] = useState(false);
  const kept = new Set(names);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full cursor-default items-center gap-1.5 px-3 py-1.5 text-left text-sm text-ink-3 hover:bg-hover hover:text-ink focus-visible:-outline-offset-2"
      >
        <ChevronRight size={12} aria-hidden="true" className={cn("transition-transform", open && "rotate-90")} />
        {formatCount(names.length)} unchanged {names.length === 1 ? "attribute" : "attributes"}
      </button>
      {open && (
        <ImageView
          image={Object.fromEntries(Object.entries(image).filter(([name]) => kept.has(name)))}
          onFilterPath={onFilterPath}
        />
      )}
    </>
  );
}
