"use client";

import { FileBox, History, Waves } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { formatCount } from "@/components/ui/format";
import { useCaptures, useStreams } from "@/lib/api/queries";
import type { Command } from "./command";
import { useWhen } from "./use-when";

/** So many stand there before anything is typed. */
const AT_HAND = 5;

/** The captures of this machine, those opened last first; but the one that is open. */
export function useCaptureCommands(open?: string): Command[] {
  const router = useRouter();
  const { data } = useCaptures();
  const when = useWhen();
  return useMemo(
    () =>
      (data?.captures ?? [])
        .filter(({ id }) => id !== open)
        .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))
        .map(({ id, stream, connection, totals }, index) => ({
          id: `capture ${id}`,
          group: "Captures",
          title: stream.tableName,
          icon: connection.kind === "import" ? FileBox : History,
          detail: `${formatCount(totals.records)} ${totals.records === 1 ? "record" : "records"} · ${connection.label} · stream enabled ${enabled(stream.label, when)}`,
          words: `open capture ${stream.arn}`,
          searched: index >= AT_HAND,
          run: () => router.push(`/captures/${encodeURIComponent(id)}`),
        })),
    [data, open, router, when],
  );
}

/** The streams of a connection, to be opened; none while it is not known. */
export function useStreamCommands(
  connection: { id: string; label: string } | undefined,
  onOpen: (arn: string) => void,
): Command[] {
  const { data } = useStreams(connection?.id);
  const when = useWhen();
  return useMemo(
    () =>
      (data?.streams ?? []).map(({ arn, tableName, label, status }, index) => ({
        id: `stream ${arn}`,
        group: `Streams · ${connection?.label}`,
        title: tableName,
        icon: Waves,
        detail: `enabled ${enabled(label, when)}${status && status !== "ENABLED" ? ` · ${status}` : ""}`,
        words: `open stream ${arn}`,
        searched: index >= AT_HAND,
        run: () => onOpen(arn),
      })),
    [data, connection?.label, onOpen, when],
  );
}

/** A label is the time at which the stream was enabled, in UTC; other servers may write anything. */
function enabled(label: string, when: (ms: number) => string): string {
  const ms = Date.parse(`${label}Z`);
  return Number.isNaN(ms) ? label : when(ms);
}
