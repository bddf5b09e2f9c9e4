"use client";

import { useRouter } from "next/navigation";
import { DoctorDialog, DoctorReport } from "@/components/doctor/doctor-dialog";
import { Spinner } from "@/components/ui/spinner";
import type { RecordAddress } from "@/lib/stream/record-address";
import { openStreamHref } from "./open-stream";
import { useFeed, useLive, useStores } from "./session-context";
import type { UrlState } from "./url-state";
import type { Search } from "./use-search";
import type { ViewActions } from "./view-commands";

interface DoctorProps {
  search: Search;
  url: UrlState;
  actions: ViewActions;
  onShow: (filter: string, record: RecordAddress) => void;
}

/** "Why is there no record?", asked of what the screen shows. */
export function Doctor({ onClose, ...report }: DoctorProps & { onClose: () => void }) {
  return (
    <DoctorDialog open={report.url.open === "doctor"} onOpenChange={(is) => !is && onClose()}>
      <Report {...report} />
    </DoctorDialog>
  );
}

function Report({ search, url, actions, onShow }: DoctorProps) {
  const router = useRouter();
  const { captureId } = useStores();
  const live = useLive((state) => state);
  const { following, paused, unseen } = useFeed((state) => state);
  const { connection, status, stream, shards, totals, lagMs, source } = live;
  // It comes with the capture: before, nothing is known to tell of.
  if (!source) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm text-ink-2">
        <Spinner />
        Looking at the capture
      </p>
    );
  }
  return (
    <DoctorReport
      captureId={captureId}
      scene={{
        connection,
        status,
        stream,
        shards,
        firstTime: totals?.firstTime === undefined ? undefined : Date.parse(totals.firstTime),
        lagMs,
        filter: url.q.trim(),
        filterError: search.error?.message,
        from: url.from ?? undefined,
        to: url.to ?? undefined,
        following,
        paused,
        unseen,
      }}
      onRemedy={(remedy) => {
        if (remedy === "goTo") actions.open("seek");
        else if (remedy === "lab") actions.open("lab");
        else if (remedy === "clear") actions.clear();
        else if (remedy === "resume") actions.toHead();
        else if (remedy === "newer") router.push(openStreamHref(status?.newerStreamArn ?? "", source));
        else actions.setReading("running");
      }}
      onShow={onShow}
    />
  );
}
