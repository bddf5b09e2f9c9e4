"use client";

import { SeekPopover } from "@/components/seek/seek-popover";
import type { SeekTo } from "@/components/seek/use-seek-to";
import { mayCome, useLive } from "./session-context";
import { useOldest } from "./use-oldest";

interface SeekToolProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  seek: SeekTo;
  zone: "utc" | "local";
  wide: boolean;
}

/** "Go to", as far back as the capture or the stream itself reaches. */
export function SeekTool(props: SeekToolProps) {
  const progress = useLive((live) => live.seek);
  const last = useLive((live) => (mayCome(live) ? undefined : live.totals?.lastTime));
  const oldest = useOldest();
  return (
    <SeekPopover
      {...props}
      progress={progress}
      oldest={oldest}
      last={last === undefined ? undefined : Date.parse(last)}
    />
  );
}
