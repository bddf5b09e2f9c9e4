"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { FeedState } from "@/components/record-list/feed-state";
import type { LiveState } from "./live-store";
import type { Session } from "./use-session";

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

export function useStores(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("The inspector's parts stand inside its session.");
  return session;
}

/**
 * What a component shows of the capture; it is drawn anew when that alone changed. On a busy stream the stores change with
 * every frame of the screen: `select` must give back what it was given, or a primitive, never something made anew.
 */
export function useLive<Selected>(select: (state: LiveState) => Selected): Selected {
  const { live } = useStores();
  const snapshot = () => select(live.state());
  return useSyncExternalStore(live.subscribe, snapshot, snapshot);
}

/** What a component shows of the list's state, as `useLive`. */
export function useFeed<Selected>(select: (state: FeedState) => Selected): Selected {
  const { feed } = useStores();
  const snapshot = () => select(feed.state());
  return useSyncExternalStore(feed.subscribe, snapshot, snapshot);
}

/** New records may come: the stream has not ended, nor is it a capture of a file. */
export function mayCome({ status }: LiveState): boolean {
  return status?.state !== "offline" && status?.state !== "finished";
}

export function isOffline({ status }: LiveState): boolean {
  return status?.state === "offline";
}
