"use client";

import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { AskedStart } from "@/components/connect/asked-start";
import { shardTail } from "@/components/shard-tree/shard-name";
import { IconButton } from "@/components/ui/icon-button";
import { TimeText } from "@/components/ui/time-text";
import { showToast } from "@/components/ui/toast";
import { describeError } from "@/lib/api/client";
import { landBatch } from "@/lib/api/routes";
import type { RecordAddress } from "@/lib/stream/record-address";
import { Banner } from "./banner";
import { useStores } from "./session-context";
import { useOldest } from "./use-oldest";

interface StartBannerProps {
  start: AskedStart;
  /** Milliseconds; with the record that is there, where one was asked for. */
  onGoTo: (time: number, record?: RecordAddress) => void;
  onClose: () => void;
}

/** The start that a person chose is not that of a capture which was there already: says so, and leads there. */
export function StartBanner({ start, onGoTo, onClose }: StartBannerProps) {
  const { captureId } = useStores();
  const oldest = useOldest();
  const [busy, setBusy] = useState(false);
  // Who dismissed it, or left, is led nowhere.
  const left = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    left.current = controller;
    return () => controller.abort(new DOMException("It was dismissed.", "AbortError"));
  }, []);

  const go = async () => {
    if (start.at === "trimHorizon") return onGoTo(oldest);
    if (start.at === "time") return onGoTo(Date.parse(start.time));
    if (busy) return;
    setBusy(true);
    const { shardId, sequenceNumber } = start;
    const { signal } = left.current;
    try {
      // Only the record itself knows its time.
      const { records } = await landBatch(captureId, { shardId, from: sequenceNumber, to: sequenceNumber }, signal);
      signal.throwIfAborted();
      const [record] = records;
      if (record) return onGoTo(Date.parse(record.time), record);
      showToast({
        title: "There is no such record",
        description: "The stream keeps one for 24 hours. Go to its time with g: what is still there is read.",
        type: "error",
      });
    } catch (error) {
      if (signal.aborted) return;
      showToast({ title: describeError(error).message, type: "error" });
    }
    setBusy(false);
  };

  return (
    <Banner
      tone="note"
      end={
        <IconButton label="Dismiss" size="sm" onClick={onClose} className="-my-1">
          <X size={13} aria-hidden="true" />
        </IconButton>
      }
    >
      <span className="font-medium text-ink">This stream was captured already, so reading goes on where it was.</span>{" "}
      <span className="text-ink-2">
        You asked to start at{" "}
        {start.at === "trimHorizon" ? (
          "the oldest record"
        ) : start.at === "time" ? (
          <TimeText time={start.time} show="full" form="absolute" />
        ) : (
          `a record of shard ${shardTail(start.shardId)}`
        )}
        .{" "}
        <button
          type="button"
          onClick={() => void go()}
          aria-busy={busy}
          className="cursor-default text-accent underline"
        >
          Go there
        </button>{" "}
        to read what is missing from then on.
      </span>
    </Banner>
  );
}
