import { CircleAlert, CircleCheck, CircleDashed, CirclePause, FileBox, Hourglass, Radio } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { CaptureState, CaptureStatus } from "@/lib/api/contract";

const marks: Record<CaptureState, { word: string; tone: string; icon: ReactNode }> = {
  starting: { word: "Starting", tone: "text-ink-2", icon: <CircleDashed size={12} /> },
  catchingUp: { word: "Catching up", tone: "text-ink-2", icon: <CircleDashed size={12} /> },
  live: { word: "Live", tone: "text-live", icon: <Radio size={12} /> },
  paused: { word: "Stopped", tone: "text-ink-2", icon: <CirclePause size={12} /> },
  throttled: { word: "Throttled", tone: "text-warn", icon: <Hourglass size={12} /> },
  failing: { word: "Failing", tone: "text-danger", icon: <CircleAlert size={12} /> },
  finished: { word: "Finished", tone: "text-ink-2", icon: <CircleCheck size={12} /> },
  offline: { word: "Offline", tone: "text-ink-2", icon: <FileBox size={12} /> },
};

/** A capture's state by icon and word; the sentence behind it on hover. */
export function CaptureStateMark({ status }: { status: CaptureStatus }) {
  const { word, tone, icon } = marks[status.state];
  return (
    <span className={cn("flex flex-none items-center gap-1 text-xs", tone)} title={status.message}>
      <span aria-hidden="true">{icon}</span>
      {word}
    </span>
  );
}
