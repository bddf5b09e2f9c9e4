import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

const looks = {
  danger: { icon: CircleAlert, line: "bg-danger-bg", ink: "text-danger" },
  warn: { icon: TriangleAlert, line: "bg-gap-bg", ink: "text-gap-ink" },
  note: { icon: Info, line: "bg-select", ink: "text-accent" },
} as const;

/** A line over the whole width, below the head of the page. `end` stands at its end. */
export function Banner({ tone, children, end }: { tone: keyof typeof looks; children: ReactNode; end?: ReactNode }) {
  const { icon: Icon, line, ink } = looks[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cn("flex shrink-0 items-start gap-2 border-b border-line px-3 py-1.5 text-sm", line)}
    >
      <Icon size={14} aria-hidden="true" className={cn("mt-px shrink-0", ink)} />
      <p className="min-w-0 flex-1 wrap-anywhere">{children}</p>
      {end}
    </div>
  );
}
