"use client";

import { Pause, Play } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { PaletteButton } from "@/components/palette/palette-button";
import { ThemeButton } from "@/components/theme/theme-button";
import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { CopyButton } from "@/components/ui/copy-button";
import { Mark } from "@/components/ui/mark";
import { Skeleton } from "@/components/ui/spinner";
import { Tooltip } from "@/components/ui/tooltip";
import type { Connection, StreamInfo } from "@/lib/api/contract";
import { viewTypes } from "./view-types";

interface HeaderProps {
  stream: StreamInfo | undefined;
  /** Where the records come from. */
  source: Connection | undefined;
  status: ReactNode;
  paused: boolean;
  /** None where nothing comes that could be held back: the stream has ended, or the capture is of a file. */
  onPause: (() => void) | undefined;
  onCommands: () => void;
  /** Go to, export. */
  children: ReactNode;
  /** Left of all: the button of the shard drawer on a narrow screen. */
  start?: ReactNode;
  wide: boolean;
}

export function Header({ stream, source, status, paused, onPause, onCommands, children, start, wide }: HeaderProps) {
  const about = source && sources[source.kind];
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-panel px-3 max-[500px]:h-auto max-[500px]:flex-wrap max-[500px]:py-1.5">
      <Link href="/" prefetch={false} aria-label="Shardscope: all captures" className="rounded">
        <Mark />
      </Link>
      {start}
      <h1 className="min-w-10 shrink truncate text-lg font-semibold tracking-tight" title={stream?.tableName}>
        {stream ? stream.tableName : <Skeleton className="h-4 w-24" />}
      </h1>
      {/* The room that the facts will take: the state beside them stays where it is. */}
      {!stream && <Skeleton className="h-4 w-6 max-[700px]:hidden xl:w-96" />}
      {stream && (
        <div className="flex min-w-6 shrink-[2] items-center gap-1.5 overflow-hidden max-[700px]:hidden">
          {stream.arn && <CopyButton text={stream.arn} label="Copy the stream's ARN" />}
          {/* A file is mostly called as its table is. */}
          {about && source.label !== stream.tableName && (
            <Fact means={about}>
              <span className="max-w-36 truncate">{source.label}</span>
            </Fact>
          )}
          {wide && (
            <>
              {stream.region && (
                <Fact means={`Region ${stream.region}, account ${stream.accountId}`}>
                  {stream.region} · {shorten(stream.accountId)}
                </Fact>
              )}
              <Fact means={`View type. ${viewTypes[stream.viewType]}`}>{stream.viewType}</Fact>
            </>
          )}
        </div>
      )}
      <div className="flex min-w-fit flex-1 justify-center min-[700px]:min-w-40 lg:min-w-60">{status}</div>
      {/* Where there is little room the keys are left to the list of keys, then the words to the icons. */}
      <div className="flex shrink-0 items-center gap-2 max-lg:gap-1 max-lg:[&_button:not([aria-label])_kbd]:hidden">
        {onPause && (
          <Button
            kbd="space"
            onClick={onPause}
            aria-pressed={paused}
            aria-keyshortcuts="Space"
            title={paused ? "Show what is new again" : "Hold the view still; capturing goes on"}
          >
            {paused ? <Play size={12} aria-hidden="true" /> : <Pause size={12} aria-hidden="true" />}
            {/* As wide as the longer word: pressed, it moves nothing beside it. */}
            <span className="min-w-[48px] text-left max-[800px]:sr-only">{paused ? "Resume" : "Pause"}</span>
          </Button>
        )}
        {children}
        <span className="flex">
          <PaletteButton onOpen={onCommands} />
          <ThemeButton />
        </span>
      </div>
    </header>
  );
}

/** AWS needs no mention: region and account say it. */
const sources: Partial<Record<Connection["kind"], string>> = {
  sandbox: "A DynamoDB on this machine, with a small shop that writes to it. It costs nothing.",
  endpoint: "A DynamoDB-compatible server on this machine.",
  import: "The file that the records came from.",
};

/** A small fact, explained on hover and on focus. */
function Fact({ means, children }: { means: string; children: ReactNode }) {
  return (
    <Tooltip label={means}>
      <button type="button" className="flex min-w-0 cursor-help rounded max-xl:hidden focus-visible:-outline-offset-2">
        <Chip>{children}</Chip>
      </button>
    </Tooltip>
  );
}

/** 441000007781 → "4410…7781" */
function shorten(accountId: string): string {
  return accountId.length > 9 ? `${accountId.slice(0, 4)}…${accountId.slice(-4)}` : accountId;
}
