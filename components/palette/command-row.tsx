import { Check } from "lucide-react";
import { useEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import type { Command } from "./command";

interface CommandRowProps {
  id: string;
  command: Command;
  /** Letters of the title that answer to what was typed. */
  letters: ReadonlySet<number>;
  active: boolean;
  onPoint: () => void;
  onRun: () => void;
}

/** What it does, more about it, and the keys that do it too. */
export function CommandRow({ id, command, letters, active, onPoint, onRun }: CommandRowProps) {
  const { icon: Icon, title, detail, keys, current } = command;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox, whose aria-activedescendant this is.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox hears the keys.
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={active}
      // Not onMouseEnter: rows that scroll under a pointer at rest must not be chosen.
      onMouseMove={active ? undefined : onPoint}
      onClick={onRun}
      className={cn(
        "flex h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 text-md select-none",
        active && "bg-select",
      )}
    >
      <Icon size={15} aria-hidden="true" className={active ? "shrink-0 text-ink" : "shrink-0 text-ink-3"} />
      <span className="shrink-0 truncate max-w-[70%]">{marked(title, letters)}</span>
      {detail && <span className="min-w-0 flex-1 truncate text-sm text-ink-3">{detail}</span>}
      {!detail && <span className="flex-1" />}
      {current && (
        <span className="flex shrink-0 items-center gap-1 text-xs text-ink-3">
          <Check size={12} aria-hidden="true" /> now
        </span>
      )}
      {keys && (
        <span className="flex shrink-0 gap-1">
          {keys.map((key) => (
            <Kbd key={key} className="text-ink-2">
              {key}
            </Kbd>
          ))}
        </span>
      )}
    </div>
  );
}

/** The letters that answer in bold, neighbours together. */
function marked(text: string, letters: ReadonlySet<number>) {
  if (letters.size === 0) return text;
  const parts: { start: number; bold: boolean; text: string }[] = [];
  for (let at = 0; at < text.length; at++) {
    const bold = letters.has(at);
    const last = parts.at(-1);
    if (last?.bold === bold) last.text += text[at];
    else parts.push({ start: at, bold, text: text[at] ?? "" });
  }
  return parts.map((part) =>
    part.bold ? (
      <b key={part.start} className="font-semibold text-accent">
        {part.text}
      </b>
    ) : (
      <span key={part.start}>{part.text}</span>
    ),
  );
}
