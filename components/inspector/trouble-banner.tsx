"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import type { CaptureStatus } from "@/lib/api/contract";

/** Why reading fails or is slowed, and what to do; a line over the whole width, there only while it is so. */
export function TroubleBanner({ status }: { status: CaptureStatus | undefined }) {
  if (!status) return null;
  const { state, message, hint, newerStreamArn } = status;
  const failing = state === "failing";
  if (!failing && !(state === "throttled" && message) && !newerStreamArn) return null;
  const Icon = failing ? CircleAlert : TriangleAlert;
  return (
    <div
      role={failing ? "alert" : "status"}
      className={cn(
        "flex shrink-0 items-start gap-2 border-b border-line px-3 py-1.5 text-sm",
        failing ? "bg-danger-bg" : "bg-gap-bg",
      )}
    >
      <Icon size={14} aria-hidden="true" className={cn("mt-px shrink-0", failing ? "text-danger" : "text-gap-ink")} />
      <p className="min-w-0 flex-1 wrap-anywhere">
        <span className="font-medium text-ink">{message ?? (failing ? "Reading fails." : "")}</span>{" "}
        {hint && <span className="text-ink-2">{hint}</span>}{" "}
        {failing && (
          <span className="text-ink-2">What is captured stays{hint ? "." : ", and reading is tried again."}</span>
        )}
        {newerStreamArn && (
          <span className="text-ink-2">
            The table has a newer stream.{" "}
            <Link href={`/?arn=${encodeURIComponent(newerStreamArn)}`} className="text-accent underline">
              Open it
            </Link>{" "}
            <CopyButton text={newerStreamArn} label="Copy its ARN" className="-my-1" />
          </span>
        )}
      </p>
    </div>
  );
}
