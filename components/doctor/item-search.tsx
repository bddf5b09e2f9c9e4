"use client";

import { useId, useState } from "react";
import { useSettled } from "@/components/connect/use-settled";
import { shardTail } from "@/components/shard-tree/shard-name";
import { Button } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { EventBadge } from "@/components/ui/event-badge";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { TimeText } from "@/components/ui/time-text";
import { useNewestMatch } from "@/lib/api/queries";
import type { RecordAddress } from "@/lib/stream/record-address";
import { keyFilter } from "./key-filter";

interface ItemSearchProps {
  captureId: string;
  /** "pk and sk" */
  keyNames: string;
  /** Shows every captured record of that key. */
  onShow: (filter: string, record: RecordAddress) => void;
}

/** The first thing to know: is there any record of the item, whatever the view hides? */
export function ItemSearch({ captureId, keyNames, onShow }: ItemSearchProps) {
  const id = useId();
  const [text, setText] = useState("");
  const filter = keyFilter(text);
  const settled = useSettled(filter);
  const query = useNewestMatch(captureId, settled);
  const current = settled === filter && filter !== undefined;
  const found = current ? query.data : undefined;
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        Which item? One value of its key{keyNames && ` (${keyNames})`}
      </label>
      <Input
        id={id}
        mono
        value={text}
        placeholder="ORDER#17, or ORDER#*"
        aria-describedby={`${id}-found`}
        onChange={(event) => setText(event.target.value)}
      />
      <div id={`${id}-found`} role="status" className="flex min-h-7 items-center gap-2 text-sm text-ink-2">
        {filter === undefined ? (
          <span className="text-ink-3">All that is captured is looked through, whatever the view hides.</span>
        ) : query.isError && current ? (
          <ErrorNotice error={query.error} className="flex-1" onRetry={() => void query.refetch()} />
        ) : found ? (
          <>
            <EventBadge name={found.eventName} />
            <span className="min-w-0 flex-1 wrap-anywhere">
              <span className="font-mono text-ink">{found.keyText}</span>, newest{" "}
              <TimeText time={found.time} show="full" /> in shard {shardTail(found.shardId)}
            </span>
            <Button size="sm" onClick={() => onShow(filter, found)}>
              Show its records
            </Button>
          </>
        ) : found === null ? (
          <span>
            No record of <span className="font-mono text-ink">{text.trim()}</span> is captured.
          </span>
        ) : (
          <>
            <Spinner /> Looking…
          </>
        )}
      </div>
    </section>
  );
}
