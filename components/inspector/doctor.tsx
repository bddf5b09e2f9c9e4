"use client";

import { DoctorDialog } from "@/components/doctor/doctor-dialog";
import type { FeedState } from "@/components/record-list/feed-state";
import type { LiveState } from "./live-store";
import type { RecordAddress, UrlState } from "./url-state";
import type { Search } from "./use-search";
import type { ViewActions } from "./view-commands";

interface DoctorProps {
  onClose: () => void;
  captureId: string;
  live: LiveState;
  state: FeedState;
  search: Search;
  url: UrlState;
  actions: ViewActions;
  onShow: (filter: string, record: RecordAddress) => void;
}

/** "Why is there no record?", asked of what the screen shows. */
export function Doctor({ onClose, captureId, live, state, search, url, actions, onShow }: DoctorProps) {
  const { totals } = live;
  return (
    <DoctorDialog
      open={url.open === "doctor"}
      onOpenChange={(is) => !is && onClose()}
      captureId={captureId}
      scene={{
        connection: live.connection,
        status: live.status,
        stream: live.stream,
        shards: live.shards,
        firstTime: totals?.firstTime === undefined ? undefined : Date.parse(totals.firstTime),
        lagMs: live.lagMs,
        filter: url.q.trim(),
        filterError: search.error?.message,
        from: url.from ?? undefined,
        to: url.to ?? undefined,
        following: state.following,
        paused: state.paused,
        unseen: state.unseen,
      }}
      onRemedy={(remedy) => {
        if (remedy === "goTo") actions.open("seek");
        else if (remedy === "lab") actions.open("lab");
        else if (remedy === "clear") actions.clear();
        else if (remedy === "resume") actions.toHead();
        else actions.setReading("running");
      }}
      onShow={onShow}
    />
  );
}
