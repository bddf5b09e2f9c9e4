"use client";

import { Skeleton } from "@/components/ui/spinner";
import { TimeStyleProvider } from "@/components/ui/time-text";
import { Screen } from "./screen";
import { SessionProvider } from "./session-context";
import { useUrlState } from "./url-state";
import { useSession } from "./use-session";

/** The inspector of one capture. The server renders its frame alone: everything in it is live. */
export function Inspector({ captureId }: { captureId: string }) {
  const session = useSession(captureId);
  const [{ zone, times }, setUrl] = useUrlState();
  return (
    <TimeStyleProvider
      value={{ zone, form: times }}
      onChange={(style) => void setUrl({ zone: style.zone, times: style.form })}
    >
      <main className="flex h-dvh min-w-0 flex-col overflow-hidden">
        {session ? (
          <SessionProvider value={session}>
            <Screen />
          </SessionProvider>
        ) : (
          <Frame />
        )}
      </main>
    </TimeStyleProvider>
  );
}

function Frame() {
  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-panel px-3">
        <Skeleton className="h-5 w-5" />
        <Skeleton className="h-4 w-28" />
      </div>
      <p className="sr-only" role="status">
        Opening the capture
      </p>
      <div className="min-h-0 flex-1 bg-panel" />
    </>
  );
}
