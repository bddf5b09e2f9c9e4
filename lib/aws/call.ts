import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import { type CallContext, toShardscopeError } from "./errors";

/** A call that takes longer is given up; the same read point is then used again (streams.md, rule 8). */
const CALL_TIMEOUT_MS = 20_000;

/**
 * Runs one SDK call with a deadline. Rejects with `signal.reason` when the caller aborts, else with a
 * ShardscopeError. Leaves no timer or listener behind.
 */
export async function call<Answer>(
  clock: Clock,
  context: CallContext,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const deadline = new AbortController();
  let timedOut = false;
  clock.sleep(CALL_TIMEOUT_MS, deadline.signal).then(
    () => {
      timedOut = true;
      controller.abort();
    },
    () => undefined,
  );
  try {
    return await run(controller.signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (timedOut) {
      throw new ShardscopeError("timeout", `${context.where} did not answer within ${CALL_TIMEOUT_MS / 1000} s.`, {
        retriable: true,
        hint: "Check that it is running and reachable.",
        cause: error,
      });
    }
    throw toShardscopeError(error, context);
  } finally {
    deadline.abort();
    signal.removeEventListener("abort", onAbort);
  }
}
