import { cn } from "@/components/ui/cn";
import type { Completion } from "@/lib/filter/completion";

interface CompletionListProps {
  id: string;
  options: readonly Completion[];
  active: number;
  onTake: (completion: Completion) => void;
  /** CSS, from the input's left edge: where what would be replaced begins. */
  left: string;
}

/** What can be put in at the caret: the popup of a combobox. The focus stays in the input. */
export function CompletionList({ id, options, active, onTake, left }: CompletionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Completions"
      tabIndex={-1}
      style={{ left }}
      // A press must not take the focus out of the input: that would close the list before it is heard.
      onMouseDown={(event) => event.preventDefault()}
      className="absolute top-[30px] z-30 max-h-80 w-max max-w-[min(560px,100%)] min-w-56 overflow-y-auto rounded-md border border-line-strong bg-raised p-1 text-ink shadow-popup"
    >
      {options.map((option, index) => (
        <div
          key={option.text}
          id={optionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
          onClick={() => onTake(option)}
          onKeyDown={(event) => {
            if (event.key === "Enter") onTake(option);
          }}
          className={cn(
            "flex min-h-6 cursor-default items-baseline gap-3 rounded-sm px-2 py-0.5 select-none hover:bg-hover",
            index === active && "bg-select hover:bg-select",
          )}
        >
          <span className="min-w-0 flex-1 truncate font-mono text-sm">{option.text}</span>
          {option.detail && (
            <span className="max-w-64 shrink-0 truncate font-sans text-xs text-ink-3">{option.detail}</span>
          )}
        </div>
      ))}
      <p className="px-2 pt-1 pb-0.5 font-sans text-xs text-ink-3">
        ↑ ↓ choose · {active < 0 ? "Tab puts in the first" : "Tab or Enter puts it in"} · Esc closes
      </p>
    </div>
  );
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}
