import type { Frame, GapEvent, SeekEvent, StatusEvent } from "@/lib/api/contract";
import type { Capture } from "@/lib/capture/capture";
import type { RecordRow } from "@/lib/capture/store";
import type { Clock } from "@/lib/clock";
import type { Container } from "./container";
import { log } from "./log";
import { presentFrame, presentGap, presentSeekState, presentStatus } from "./present";

/** Rows a second rise four-fold when frames carry hundreds of them; this is the frame's time to fill (measured). */
const TICK_MS = 50;
/** While nothing happens: rates fall, costs add up. */
const QUIET_MS = 2_000;
const HEARTBEAT_MS = 15_000;
const FRAME_ROWS = 1_000;
/** A client further behind than this is told what it skipped; it reads that from `records` when it wants it. */
const MAX_BEHIND = 50_000;
const KEPT_WHEN_SKIPPING = 1_000;

/**
 * The live view of a capture as Server-Sent Events: `status` first, then a `frame` whenever there is news. Nothing is
 * queued for the client: it is written to when it has taken what was written before (desiredSize), so memory stays flat.
 */
export function captureEvents(
  server: Container,
  capture: Capture,
  after: number | undefined,
  requestSignal: AbortSignal,
): Response {
  const ended = new AbortController();
  const end = () => ended.abort();
  requestSignal.addEventListener("abort", end, { once: true });
  server.stopping.addEventListener("abort", end, { once: true });
  const messages = follow(capture, server.clock, after, ended.signal);
  const encoder = new TextEncoder();
  const finish = () => {
    end();
    requestSignal.removeEventListener("abort", end);
    server.stopping.removeEventListener("abort", end);
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await messages.next();
          if (!done) return controller.enqueue(encoder.encode(value));
        } catch (error) {
          if (!ended.signal.aborted) log("error", "live view failed", { captureId: capture.id, error });
        }
        finish();
        controller.close();
      },
      async cancel() {
        finish();
        await messages.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform: compression would hold messages back and halve the rate.
      "cache-control": "no-cache, no-transform",
    },
  });
}

async function* follow(
  capture: Capture,
  clock: Clock,
  after: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const { news } = capture;
  // Headers are flushed with the first chunk: a comment opens the connection at once.
  yield ": Shardscope\n\n";
  let cursor = Math.min(after ?? capture.cursor, capture.cursor);
  let seen = -1;
  let said = "";
  let saidAt = 0;
  let frameAt = 0;
  while (!news.closed) {
    const version = news.version;
    const items = news.since(seen);
    const first = seen < 0;
    seen = version;
    let text = "";
    // A shard that is throttled, or caught up, changes the state of the whole without being news of it.
    if (first || items.status || items.shardIds.length > 0) {
      const status = message("status", presentStatus(capture) satisfies StatusEvent);
      if (status !== said) text += status;
      said = status;
    }
    if (!first) {
      for (const gap of items.gaps) text += message("gap", presentGap(gap) satisfies GapEvent);
      for (const seek of items.seeks) text += message("seek", presentSeekState(seek) satisfies SeekEvent);
    }
    const { rows, skipped, reached } = await nextRows(capture, cursor);
    cursor = reached;
    if (first || rows.length > 0 || items.shardIds.length > 0 || clock.now() - frameAt >= QUIET_MS) {
      const frame: Frame = presentFrame(capture, {
        cursor,
        rows,
        skipped,
        ...(first ? {} : { shardIds: items.shardIds }),
      });
      text += message("frame", frame, cursor);
      frameAt = clock.now();
    }
    if (text === "" && clock.now() - saidAt >= HEARTBEAT_MS) text = ": still here\n\n";
    if (text !== "") {
      yield text;
      saidAt = clock.now();
    }
    if (cursor < capture.cursor) continue;
    await waitForNews(capture, clock, seen, signal);
    await clock.sleep(TICK_MS, signal);
  }
}

async function nextRows(
  capture: Capture,
  cursor: number,
): Promise<{ rows: RecordRow[]; skipped: number; reached: number }> {
  const head = capture.cursor;
  const behind = head - cursor;
  const skipped = behind > MAX_BEHIND ? behind - KEPT_WHEN_SKIPPING : 0;
  const rows = behind === 0 ? [] : await capture.rowsAfter(cursor + skipped, FRAME_ROWS);
  // Retention may have removed all that lay between: there is nothing to wait for.
  return { rows, skipped, reached: rows.at(-1)?.cursor ?? head };
}

/** Until there is news, but no longer than the quiet interval. */
async function waitForNews(capture: Capture, clock: Clock, version: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const either = new AbortController();
  const onAbort = () => either.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const waits = [capture.news.changedSince(version, either.signal), clock.sleep(QUIET_MS, either.signal)];
    for (const wait of waits) wait.catch(() => undefined);
    await Promise.race(waits);
  } finally {
    either.abort();
    signal.removeEventListener("abort", onAbort);
  }
}

/** One SSE message. JSON holds no line break, so one data line carries it. */
function message(event: string, data: object, id?: number): string {
  return `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
