"use client";

import Link from "next/link";
import { CopyButton } from "@/components/ui/copy-button";
import { TimeText } from "@/components/ui/time-text";
import { streamArnParts } from "@/lib/stream/arn";
import { Banner } from "./banner";
import type { LiveState } from "./live-store";
import { openStreamHref } from "./open-stream";
import { useLive } from "./session-context";

/** Why reading fails or is slowed, and what to do; a line over the whole width, there only while it is so. */
export function TroubleBanner() {
  const status = useLive((live) => live.status);
  const source = useLive((live) => live.source);
  const message = useLive(reasonOf);
  if (!status) return null;
  const { state, newerStreamArn } = status;
  const { hint } = status;
  if (state === "failing") {
    return (
      <Banner tone="danger">
        <span className="font-medium text-ink">{message ?? "Reading fails."}</span>{" "}
        {hint && <span className="text-ink-2">{hint}</span>}{" "}
        <span className="text-ink-2">What is captured stays{hint ? "." : ", and reading is tried again."}</span>
      </Banner>
    );
  }
  if (state === "throttled" && message) {
    return (
      <Banner tone="warn">
        <span className="font-medium text-ink">{message}</span>{" "}
        <span className="text-ink-2">
          {hint ?? "Calls are made again, slower: records come late, and none is lost."}
        </span>
      </Banner>
    );
  }
  // Over which connection is known a moment after the status.
  if (!newerStreamArn || !source) return null;
  const label = streamArnParts(newerStreamArn)?.label;
  return (
    <Banner tone="warn">
      <span className="font-medium text-ink">This stream was disabled or deleted: nothing new is written to it.</span>{" "}
      <span className="text-ink-2">
        Its table has a newer one
        {label && (
          <>
            , enabled <TimeText time={`${label}Z`} show="full" />
          </>
        )}
        .{" "}
        <Link href={openStreamHref(newerStreamArn, source)} className="text-accent underline">
          Open it
        </Link>{" "}
        <CopyButton text={newerStreamArn} label="Copy its ARN" className="-my-1" />
      </span>
    </Banner>
  );
}

/** Each shard failing by itself, the stream has no reason of its own: the first shard's stands for all. */
function reasonOf({ status, shards }: LiveState): string | undefined {
  if (status?.state !== "failing" && status?.state !== "throttled") return status?.message;
  return status.message ?? shards.find(({ state, error }) => state === status.state && error)?.error?.message;
}
