import type { EventName } from "@/lib/stream/record";
import { cn } from "./cn";

const looks: Record<EventName, string> = {
  INSERT: "bg-insert-bg text-insert",
  MODIFY: "bg-modify-bg text-modify",
  REMOVE: "bg-remove-bg text-remove",
};

const signs: Record<EventName, string> = { INSERT: "+", MODIFY: "±", REMOVE: "−" };

/** What a record says happened. Told by its word (or, when `compact`, its sign) before its colour. */
export function EventBadge({ name, compact, className }: { name: EventName; compact?: boolean; className?: string }) {
  return (
    <span
      {...(compact && { role: "img", "aria-label": name })}
      className={cn(
        "inline-flex h-[17px] shrink-0 items-center justify-center rounded text-[10.5px] leading-none font-semibold tracking-[0.03em]",
        compact ? "w-[17px] font-mono text-sm" : "w-[66px]",
        looks[name],
        className,
      )}
    >
      {compact ? signs[name] : name}
    </span>
  );
}
