import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/cn";

interface PanelProps {
  title: string;
  /** Beside the title: a count, what it is about. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

export function Panel({ title, note, actions, children, className }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn("flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-panel", className)}
    >
      <div className="flex h-9 flex-none items-center gap-2 border-b border-line pr-1.5 pl-3.5">
        <h2 id={id} className="text-sm font-semibold whitespace-nowrap">
          {title}
        </h2>
        <span className="min-w-0 flex-1 truncate text-sm text-ink-3">{note}</span>
        {actions}
      </div>
      {children}
    </section>
  );
}
