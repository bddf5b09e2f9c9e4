import { systemClock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";

/** What a log line may hold. No headers, no bodies, no images: a field that is not named here cannot be logged. */
export interface LogFields {
  captureId?: string;
  shardId?: string;
  streamArn?: string;
  method?: string;
  route?: string;
  status?: number;
  error?: unknown;
}

/** One JSON line on standard error. An error gives its code, name and stack; causes are left out (they can quote configuration). */
export function log(level: "info" | "warn" | "error", message: string, fields: LogFields = {}): void {
  const { captureId, shardId, streamArn, method, route, status, error } = fields;
  const line = {
    time: new Date(systemClock.now()).toISOString(),
    level,
    message,
    captureId,
    shardId,
    streamArn,
    method,
    route,
    status,
  };
  process.stderr.write(`${JSON.stringify({ ...line, ...describeError(error) })}\n`);
}

function describeError(error: unknown): object {
  if (error === undefined) return {};
  if (error instanceof ShardscopeError) return { code: error.code, reason: error.message };
  if (error instanceof Error) {
    // The message of a fault in our code names code; those of others (a parser's, for one) can quote what they read.
    const ours = error instanceof TypeError || error instanceof RangeError;
    const stack = error.stack?.split("\n").filter((line) => line.startsWith("    at "));
    return {
      code: "internal",
      reason: ours ? error.message : error.name,
      stack: stack?.slice(0, 5).map((line) => line.trim()),
    };
  }
  return { code: "internal" };
}
