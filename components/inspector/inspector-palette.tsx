"use client";

import { Filter, Star } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { useSavedFilters } from "@/components/filter-bar/saved-filters";
import type { Command } from "@/components/palette/command";
import { CommandSearch } from "@/components/palette/command-search";
import { useCaptureCommands, useStreamCommands } from "@/components/palette/place-commands";
import { useSettingCommands } from "@/components/palette/setting-commands";
import { useWhen } from "@/components/palette/use-when";
import { useTimeStyle } from "@/components/ui/time-text";
import { showToast } from "@/components/ui/toast";
import { describeError } from "@/lib/api/client";
import type { ReplaceShardsRequest } from "@/lib/api/contract";
import { replaceShards } from "@/lib/api/routes";
import { systemClock } from "@/lib/clock";
import { parseFilter } from "@/lib/filter/filter";
import { openStreamHref } from "./open-stream";
import { useStores } from "./session-context";
import { sandboxCommands, shardCommands } from "./shard-commands";
import { chosenShards, withShards } from "./shard-filter";
import { type ViewActions, type ViewFacts, viewCommands } from "./view-commands";

interface InspectorPaletteProps {
  facts: ViewFacts;
  actions: ViewActions;
  /** The filter of the address. */
  q: string;
  onFilter: (filter: string) => void;
  onRun: (command: Command) => void;
}

/** Everything that can be done here, and everywhere that can be gone to. Stands only while the palette is open. */
export function InspectorPalette(props: InspectorPaletteProps) {
  const { facts, actions, q, onFilter, onRun } = props;
  const { captureId, live } = useStores();
  const router = useRouter();
  const { zone } = useTimeStyle().style;
  // As they were when it opened: what a person is about to choose must not move.
  const [{ stream, source, shards }] = useState(live.state);
  const when = useWhen();
  const connection = source && source.kind !== "import" ? source : undefined;

  const settings = useSettingCommands();
  const captures = useCaptureCommands(captureId);
  // Reading a stream costs: the form of the first page is filled in, and a person says go there.
  const streams = useStreamCommands(
    connection,
    useCallback((arn) => connection && router.push(openStreamHref(arn, connection)), [router, connection]),
  );
  const saved = useSavedFilters().list;
  const savedCommands = useMemo<Command[]>(
    () =>
      saved.map(({ name, filter }) => ({
        id: `saved ${name}`,
        group: "Saved filters",
        title: name,
        icon: Star,
        ...(name !== filter && { detail: filter }),
        words: "saved filter",
        current: filter === facts.filter,
        run: () => onFilter(filter),
      })),
    [saved, facts.filter, onFilter],
  );
  const ofShards = useMemo(
    () => [
      ...shardCommands(shards, chosenShards(q, shards), when, (ids) => onFilter(withShards(q, ids))),
      ...(source?.kind === "sandbox" && stream ? sandboxCommands(stream.arn, shards, replace) : []),
    ],
    [shards, q, when, onFilter, source?.kind, stream],
  );
  const commands = useMemo(
    () => [...viewCommands(facts, actions), ...savedCommands, ...settings, ...ofShards, ...captures, ...streams],
    [facts, actions, savedCommands, settings, ofShards, captures, streams],
  );
  const otherwise = useCallback(
    (words: string): Command | undefined =>
      parseFilter(words, { now: systemClock.now(), zone }).error
        ? undefined
        : {
            id: "filter by words",
            group: "Filter",
            title: `Filter by “${words}”`,
            icon: Filter,
            run: () => onFilter(words),
          },
    [zone, onFilter],
  );
  return (
    <CommandSearch
      commands={commands}
      otherwise={otherwise}
      placeholder="What do you want to do, or see?"
      onRun={onRun}
    />
  );
}

function replace(request: ReplaceShardsRequest): void {
  replaceShards(request).then(
    ({ closed, opened }) =>
      showToast({
        title: request.children === 1 ? "The shards rolled over" : "The shard was split",
        description: `${closed.length} closed, ${opened.length} opened. The tree shows them when the stream is next listed.`,
      }),
    (error: unknown) => {
      const { message, hint } = describeError(error);
      showToast({ title: message, ...(hint && { description: hint }), type: "error" });
    },
  );
}
