"use client";

import { useEffect, useState } from "react";
import type { FeedQuery } from "@/components/record-list/feed-state";
import { RecordFeed } from "@/components/record-list/record-feed";
import { listen } from "@/lib/api/events";
import { thisPage } from "@/lib/api/page-view";
import { countRecords, getCapture, getRecord, getRecords, locate } from "@/lib/api/routes";
import { systemClock } from "@/lib/clock";
import type { RecordAddress } from "@/lib/stream/record-address";
import { LiveStore } from "./live-store";
import { paintTogether } from "./paint-together";

export interface Session {
  captureId: string;
  live: LiveStore;
  feed: RecordFeed;
}

function openSession(captureId: string): Session & { close: () => void } {
  const schedule = paintTogether(systemClock);
  const feed = new RecordFeed({
    load: ({ filter, zone, from, to, ...page }, signal) =>
      getRecords(captureId, { ...page, ...(filter && { filter, zone }), from: iso(from), to: iso(to) }, signal),
    count: ({ filter, zone, from, to }, signal) =>
      countRecords(captureId, { ...(filter && { filter, zone }), from: iso(from), to: iso(to) }, signal),
    locate: (at, { from, to }, signal) => locate(captureId, { ...at, from: iso(from), to: iso(to) }, signal),
    schedule,
    clock: systemClock,
  });
  const live = new LiveStore({
    loadCapture: (signal) => getCapture(captureId, signal),
    listen: (handlers) => listen(captureId, handlers),
    onFrame: ({ cursor, rows }) => feed.frame(cursor, rows),
    visible: thisPage.visible,
    schedule,
    clock: systemClock,
  });
  const stop = live.start();
  return {
    captureId,
    live,
    feed,
    close: () => {
      stop();
      feed.dispose();
    },
  };
}

/** The stores of a capture for as long as its page is open; none during the server's rendering. */
export function useSession(captureId: string): Session | undefined {
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    const opened = openSession(captureId);
    setSession(opened);
    return () => {
      opened.close();
      setSession(undefined);
    };
  }, [captureId]);
  return session;
}

/** Opens the list: at the record of a shared link where there is one, else at the head. */
export async function openFeed(
  feed: RecordFeed,
  captureId: string,
  query: FeedQuery,
  record: RecordAddress | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!record) return feed.open(query);
  const found = await getRecord(captureId, record.shardId, record.sequenceNumber, signal).catch(() => undefined);
  if (signal.aborted) return;
  feed.open(query, found && { place: found.row.place, align: "center" });
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
