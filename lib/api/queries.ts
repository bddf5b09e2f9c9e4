"use client";

import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { systemClock } from "@/lib/clock";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { RecordAddress } from "@/lib/stream/record-address";
import type { CaptureDetail, CaptureList, ImportResult, Keep } from "./contract";
import type { ChangesQuery, TimelineQuery } from "./routes";
import * as routes from "./routes";
import { upload } from "./upload";

/**
 * React Query over the routes. Live rows and shard states do not come this way: they come as events (events.ts) and live
 * outside React.
 */

/** Keys, outermost first, so that `["captures", id]` reaches everything of one capture. */
const keys = {
  health: ["health"],
  connections: ["connections"],
  streams: (connection: string) => ["streams", connection],
  captures: ["captures"],
  capture: (id: string) => ["captures", id],
} as const;

export function useHealth() {
  return useQuery({
    queryKey: keys.health,
    queryFn: ({ signal }) => routes.getHealth(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useConnections() {
  return useQuery({ queryKey: keys.connections, queryFn: ({ signal }) => routes.getConnections(signal) });
}

/** The streams of a connection; asks nothing while `connection` is undefined. */
export function useStreams(connection: string | undefined) {
  return useQuery({
    queryKey: keys.streams(connection ?? ""),
    queryFn: ({ signal }) => routes.getStreams(connection ?? "", signal),
    enabled: connection !== undefined,
    // Each look asks AWS; a person who wants a fresh one presses the button.
    staleTime: 60_000,
  });
}

/** Asks again every five seconds while the page is seen: captures go on in the background. */
export function useCaptures() {
  return useQuery({
    queryKey: keys.captures,
    queryFn: ({ signal }) => routes.getCaptures(signal),
    refetchInterval: 5000,
  });
}

export function useOpenCapture() {
  const client = useQueryClient();
  return useMutation({ mutationFn: routes.openCapture, onSuccess: (capture) => remember(client, capture) });
}

export function useOpenSandbox() {
  const client = useQueryClient();
  return useMutation({ mutationFn: routes.openSandbox, onSuccess: (capture) => remember(client, capture) });
}

export function useSetReading(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reading: "running" | "paused") => routes.setReading(id, reading),
    onSuccess: (capture) => remember(client, capture),
  });
}

export function useSetKeep(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keep: Keep) => routes.setKeep(id, keep),
    onSuccess: (capture) => remember(client, capture),
  });
}

/** Counts anew each time it is looked at: a live capture grows. */
export function useExportEstimate(id: string, query: routes.ExportQuery, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.capture(id), "export", query],
    queryFn: ({ signal }) => routes.getExportEstimate(id, query, signal),
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Takes the file of chosen records whole. */
export function useExportSelection(id: string) {
  return useMutation({
    mutationFn: ({ body, signal }: { body: routes.ExportSelectionRequest; signal: AbortSignal }) =>
      routes.exportSelection(id, body, signal),
  });
}

/** Sends a file of records; `onProgress` is told the share sent, 0 to 1. */
export function useImportFile(onProgress: (share: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, signal }: { file: File; signal: AbortSignal }) =>
      upload<ImportResult>(routes.importUrl(file.name), file, { signal, onProgress }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.captures, exact: true }),
  });
}

export function useDeleteCapture() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: routes.deleteCapture,
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: keys.capture(id) });
      client.setQueryData<CaptureList>(
        keys.captures,
        (list) => list && { captures: list.captures.filter((capture) => capture.id !== id) },
      );
      void client.invalidateQueries({ queryKey: keys.captures, exact: true });
    },
  });
}

/** The screen that shows it next has it at once; the list of captures is asked for again. */
function remember(client: QueryClient, capture: CaptureDetail): void {
  client.setQueryData<CaptureDetail>(keys.capture(capture.id), capture);
  void client.invalidateQueries({ queryKey: keys.captures, exact: true });
}

/** One record, whole. It never changes; only its neighbours in the history may grow. */
export function useRecord(id: string, place: RecordAddress | undefined) {
  return useQuery({
    queryKey: [...keys.capture(id), "record", place?.shardId, place?.sequenceNumber],
    queryFn: ({ signal }) => routes.getRecord(id, place?.shardId ?? "", place?.sequenceNumber ?? "", signal),
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** The bars already drawn stay while others are asked for. */
export function useTimeline(id: string, query: TimelineQuery, enabled = true) {
  return useQuery({
    queryKey: [...keys.capture(id), "timeline", query],
    queryFn: ({ signal }) => routes.getTimeline(id, query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The newest captured record that a filter lets through, null where there is none; asks nothing while it is undefined. */
export function useNewestMatch(id: string, filter: string | undefined) {
  return useQuery({
    queryKey: [...keys.capture(id), "newest", filter],
    queryFn: async ({ signal }) => {
      let cursor: string | undefined;
      for (;;) {
        const page = await routes.getRecords(id, { filter, cursor, limit: 1 }, signal);
        const [record] = page.records;
        if (record) return record;
        // An answer may come empty, with more to look through.
        if (page.next === null) return null;
        cursor = page.next;
      }
    },
    enabled: filter !== undefined,
    retry: false,
  });
}

export function useHistory(id: string, key: AttributeMap | undefined) {
  return useQuery({
    queryKey: [...keys.capture(id), "history", JSON.stringify(key)],
    queryFn: ({ signal }) => routes.getHistory(id, key ?? {}, signal),
    enabled: key !== undefined,
  });
}

/**
 * Tries Lambda filters on what is captured; asks nothing while `criteria` is undefined. The answer before stays while
 * another is made. Looks again while records keep coming, the less often the longer a look takes.
 */
export function usePattern(id: string, criteria: string | undefined) {
  return useQuery({
    queryKey: [...keys.capture(id), "pattern", criteria],
    queryFn: async ({ signal }) => {
      const begun = systemClock.now();
      const result = await routes.tryPattern(id, { filterCriteria: criteria ?? "" }, signal);
      return { ...result, tookMs: systemClock.now() - begun };
    },
    enabled: criteria !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => Math.max(3000, (state.data?.tookMs ?? 0) * 10),
    retry: false,
  });
}

/** The report that is shown stays while another is counted. */
export function useChanges(id: string, query: ChangesQuery, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.capture(id), "changes", query],
    queryFn: ({ signal }) => routes.getChanges(id, query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Asks nothing while `prefix` is undefined. What is offered stays until there is something better. */
export function useCompletions(id: string, prefix: string | undefined) {
  return useQuery({
    queryKey: [...keys.capture(id), "complete", prefix],
    queryFn: ({ signal }) => routes.getCompletions(id, prefix ?? "", signal),
    enabled: prefix !== undefined,
    staleTime: 10_000,
  });
}
