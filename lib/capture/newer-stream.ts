import type { Clock } from "@/lib/clock";
import type { StreamDescription } from "@/lib/stream/shard";

/** The ARN of the newest stream of the same table, if it was enabled after the one given. Rejects as any call upstream. */
export type FindNewerStream = (stream: StreamDescription, signal: AbortSignal) => Promise<string | undefined>;

/** The stream has ended: nobody waits for its successor by the second. */
const PACE_MS = 60_000;

/**
 * A stream that was disabled or deleted never comes back: a table that is given a stream again has another one. Asks for it
 * at once, then once a minute until there is one; whatever a question fails of, the next one is asked. Rejects with
 * `signal.reason`.
 */
export async function newerStream(
  stream: StreamDescription,
  find: FindNewerStream,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const arn = await find(stream, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (arn !== undefined) return arn;
    await clock.sleep(PACE_MS, signal);
  }
}
