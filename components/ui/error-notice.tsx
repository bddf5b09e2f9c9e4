import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { describeError } from "@/lib/api/client";
import { Button } from "./button";
import { cn } from "./cn";

interface ErrorNoticeProps {
  /** Anything thrown; an ApiError's sentence and hint are shown as they are. */
  error: unknown;
  onRetry?: () => void;
  retrying?: boolean;
  /** Another button than Try again. */
  action?: ReactNode;
  /** More than the hint can say, e.g. the ways to give credentials. */
  children?: ReactNode;
  className?: string;
}

/** What went wrong, what can be done about it, and a way to try again. Announced when it appears. */
export function ErrorNotice({ error, onRetry, retrying, action, children, className }: ErrorNoticeProps) {
  const { message, hint } = describeError(error);
  return (
    <div
      role="alert"
      className={cn(
        "flex items-start gap-2 rounded-md border border-danger/25 bg-danger-bg px-3 py-2 text-sm",
        className,
      )}
    >
      <CircleAlert size={14} aria-hidden="true" className="mt-px shrink-0 text-danger" />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-medium wrap-anywhere text-ink">{message}</p>
        {hint && <p className="wrap-anywhere text-ink-2">{hint}</p>}
        {children}
      </div>
      {onRetry && (
        <Button size="sm" busy={retrying ?? false} onClick={onRetry}>
          Try again
        </Button>
      )}
      {action}
    </div>
  );
}
