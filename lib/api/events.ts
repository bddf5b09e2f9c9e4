import type { Frame, GapEvent, SeekEvent, StatusEvent } from "./contract";
import { connectEvents } from "./event-connection";
import type { TabConnection } from "./event-hub";
import { linkToHub, type TabSink } from "./event-link";
import { type PageView, thisPage } from "./page-view";

export interface EventHandlers {
  onFrame?: (frame: Frame) => void;
  onGap?: (gap: GapEvent) => void;
  onStatus?: (status: StatusEvent) => void;
  onSeek?: (seek: SeekEvent) => void;
  /**
   * `resumed` is false on the first connection and where frames may be missing before the next one: after the page was
   * hidden or slow, or the connection had to begin anew. Read what lies between with `getRecords`.
   */
  onConnection?: (state: TabConnection, resumed: boolean) => void;
}

/**
 * Listens to a capture while this page is visible, until the function it returns is called: over the connection that all
 * tabs of the browser share, or over one of its own where there are no shared workers.
 */
export function listen(
  captureId: string,
  handlers: EventHandlers,
  link: typeof linkToHub = linkToHub,
  alone: typeof listenAlone = listenAlone,
): () => void {
  const sink: TabSink = {
    event(kind, text) {
      const data = JSON.parse(text);
      if (kind === "frame") handlers.onFrame?.(data);
      else if (kind === "gap") handlers.onGap?.(data);
      else if (kind === "status") handlers.onStatus?.(data);
      else handlers.onSeek?.(data);
    },
    connection: (state, resumed) => handlers.onConnection?.(state, resumed),
  };
  let stopAlone: (() => void) | undefined;
  handlers.onConnection?.("connecting", false);
  const unlink = link(captureId, sink, () => {
    stopAlone = alone(captureId, sink);
  });
  return () => {
    unlink();
    stopAlone?.();
  };
}

/** A connection of this page's own, let go while the page is hidden: a browser has six for all of its tabs. */
export function listenAlone(
  captureId: string,
  sink: TabSink,
  connect: typeof connectEvents = connectEvents,
  page: PageView = thisPage,
): () => void {
  let disconnect: (() => void) | undefined;
  const follow = () => {
    if (!page.visible()) {
      disconnect?.();
      disconnect = undefined;
    } else disconnect ??= connect(captureId, sink);
  };
  const unwatch = page.watch(follow);
  follow();
  return () => {
    unwatch();
    disconnect?.();
  };
}
