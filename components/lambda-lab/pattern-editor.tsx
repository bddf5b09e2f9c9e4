"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { placeOf } from "./place-of";

/** A stretch of the text that something is said of. */
export interface Remark {
  kind: "error" | "warning";
  message: string;
  position: number;
  length: number;
}

interface PatternEditorProps {
  value: string;
  onChange: (value: string) => void;
  remarks: readonly Remark[];
}

/** Both layers must break and stand alike, letter by letter. */
const layer = "col-start-1 row-start-1 p-2.5 font-mono text-sm leading-[1.6] whitespace-pre";

/** The filter as text. What is wrong or doubtful is underlined where it stands, and said below with a way to go there. */
export function PatternEditor({ value, onChange, remarks }: PatternEditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const under = useRef<HTMLPreElement>(null);
  const wrong = remarks.some(({ kind }) => kind === "error");

  const goTo = ({ position, length }: Remark) => {
    area.current?.focus();
    area.current?.setSelectionRange(position, position + length);
  };

  return (
    <div className="flex min-h-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        Filter criteria, or one pattern
      </label>
      <div
        className={cn(
          "grid min-h-40 flex-1 overflow-hidden rounded-md border border-control bg-bg focus-within:border-select-line focus-within:outline-2 focus-within:outline-select-line/35",
          wrong && "border-danger",
        )}
      >
        <pre
          ref={under}
          aria-hidden="true"
          className={cn(layer, "pointer-events-none overflow-hidden text-transparent")}
        >
          {underlined(value, remarks)}
          {"\n"}
        </pre>
        <textarea
          id={id}
          ref={area}
          value={value}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          aria-invalid={wrong}
          aria-describedby={`${id}-remarks`}
          onChange={(event) => onChange(event.target.value)}
          onScroll={({ currentTarget: { scrollLeft, scrollTop } }) => under.current?.scrollTo(scrollLeft, scrollTop)}
          className={cn(layer, "resize-none overflow-auto bg-transparent text-ink outline-none")}
        />
      </div>
      <ul id={`${id}-remarks`} aria-live="polite" className="grid max-h-32 shrink-0 gap-1 overflow-y-auto empty:hidden">
        {remarks.map((remark) => (
          <li
            key={`${remark.position} ${remark.message}`}
            className={cn(
              "flex items-start gap-2 rounded-md px-2 py-1 text-sm",
              remark.kind === "error" ? "bg-danger-bg text-ink" : "bg-gap-bg text-gap-ink",
            )}
          >
            {remark.kind === "error" ? (
              <CircleAlert size={13} aria-label="Error" className="mt-0.5 shrink-0 text-danger" />
            ) : (
              <TriangleAlert size={13} aria-label="Warning" className="mt-0.5 shrink-0" />
            )}
            <span className="min-w-0 flex-1 wrap-anywhere">{remark.message}</span>
            <Button size="sm" variant="ghost" className="-my-0.5 text-current" onClick={() => goTo(remark)}>
              {placeOf(value, remark.position)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The text, each stretch that something is said of underlined; of two that overlap the one that begins first. */
function underlined(text: string, remarks: readonly Remark[]): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { kind, position, length } of [...remarks].sort((a, b) => a.position - b.position)) {
    if (position < at) continue;
    parts.push(text.slice(at, position));
    parts.push(
      <span
        key={position}
        className={cn(
          "underline decoration-wavy decoration-1 underline-offset-3",
          kind === "error" ? "bg-danger-bg decoration-danger" : "decoration-warn",
        )}
      >
        {/* At the end of the text there is nothing to underline. */}
        {text.slice(position, position + length) || " "}
      </span>,
    );
    at = position + length;
  }
  parts.push(text.slice(at));
  return parts;
}
