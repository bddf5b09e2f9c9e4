"use client";

import { FlaskConical } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorNotice } from "@/components/ui/error-notice";
import type { StartChoice } from "./open-request";

interface SandboxCardProps {
  /** Where it listens; undefined when it is off, or not known yet. */
  endpoint: string | undefined;
  /** Known to be switched off. */
  off: boolean;
  /** Where it would be read from. */
  start: StartChoice;
  busy: boolean;
  error: unknown;
  onOpen: () => void;
}

const starts: Record<StartChoice, string> = {
  now: "now on",
  recent: "15 minutes ago",
  oldest: "its oldest record",
  time: "the time above",
  record: "the record above",
};

/** Everything to be seen without an account. */
export function SandboxCard({ endpoint, off, start, busy, error, onOpen }: SandboxCardProps) {
  return (
    <section aria-labelledby="sandbox" className="grid gap-2.5 rounded-lg border border-line bg-panel px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2 sm:flex-nowrap">
        <span aria-hidden="true" className="grid size-8 flex-none place-items-center rounded-md bg-select text-accent">
          <FlaskConical size={16} />
        </span>
        <div className="grid min-w-0 flex-1 gap-0.5">
          <h2 id="sandbox" className="text-sm font-semibold">
            Sandbox
          </h2>
          <p className="text-sm text-ink-2">
            {off ? (
              <>
                Switched off: start Shardscope without <code className="font-mono">SANDBOX=off</code> to try it without
                an account.
              </>
            ) : (
              `A DynamoDB on this machine, with a small shop. No account, no cost. Read from ${starts[start]}.`
            )}
          </p>
        </div>
        {endpoint && (
          <span className="hidden items-center gap-0.5 text-xs text-ink-3 lg:flex">
            <span className="font-mono">{endpoint}</span>
            <CopyButton text={endpoint} label="Copy the endpoint for your SDK" />
          </span>
        )}
        {!off && (
          <Button busy={busy} onClick={onOpen}>
            {busy ? "Opening…" : "Open the sandbox"}
          </Button>
        )}
      </div>
      {error !== null && error !== undefined && <ErrorNotice error={error} onRetry={onOpen} retrying={busy} />}
    </section>
  );
}
