import type { z } from "zod";
import { DEFAULT_REGION, findConnection } from "@/lib/aws/connections";
import type { Capture } from "@/lib/capture/capture";
import { parseStreamArn } from "@/lib/stream/arn";
import { ShardscopeError } from "@/lib/stream/error";
import type { Container } from "./container";
import type { openCaptureBody, openSandboxBody } from "./parse";

/**
 * Opens a capture of the stream that a person named: a stream ARN, a table ARN or a table's name. Looks the stream up
 * first (not billed), so that a wrong name is told at once. Rejects with the sentence to show.
 */
export async function openCapture(
  server: Container,
  wanted: z.output<typeof openCaptureBody>,
  signal: AbortSignal,
): Promise<Capture> {
  const named = parseStreamArn(wanted.streamArn);
  if (named.kind === "error")
    throw new ShardscopeError(named.code, named.message, { hint: named.hint, position: named.position });
  const connection = await findConnection(wanted.connection, server.settings);
  const region = named.kind === "tableName" ? (connection.region ?? DEFAULT_REGION) : named.region;
  const streamArn =
    named.kind === "stream"
      ? named.arn
      : await server.sources.latestStreamOf(connection, region, named.tableName, signal);
  const { stream } = await server.sources.source(connection, region).describeStream({ streamArn, limit: 1 }, signal);
  // Records come from the region of the ARN: kept with the connection, so that a restart reaches the same place.
  return server.captures.open({ stream, connection: { ...connection, region }, start: wanted.start });
}

/** Starts the sandbox's sample workload and opens its stream. */
export async function openSandbox(
  server: Container,
  { start }: z.output<typeof openSandboxBody>,
  signal: AbortSignal,
): Promise<Capture> {
  const origin = server.settings.sandbox;
  if (!origin) {
    throw new ShardscopeError("connectionNotFound", "The sandbox is switched off.", {
      hint: "Start the dashboard without SANDBOX=off.",
    });
  }
  const streamArn = await startWorkload(origin, signal);
  return openCapture(server, { streamArn, connection: "sandbox", start }, signal);
}

/** Writes a second of the workload that a first person meets: enough to see, slow enough to read. */
const GENTLE_WRITES_PER_SECOND = 5;

async function startWorkload(origin: string, signal: AbortSignal): Promise<string> {
  try {
    const answer = await fetch(`${origin}/_sandbox/workload`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ writesPerSecond: GENTLE_WRITES_PER_SECOND, table: "orders" }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    const body = (await answer.json()) as { streamArn?: string };
    if (answer.ok && body.streamArn) return body.streamArn;
    throw new ShardscopeError("sourceFailed", `The sandbox could not start its workload (HTTP ${answer.status}).`, {
      retriable: true,
    });
  } catch (cause) {
    if (cause instanceof ShardscopeError) throw cause;
    signal.throwIfAborted();
    throw new ShardscopeError("endpointUnreachable", `The sandbox at ${origin} does not answer.`, {
      cause,
      retriable: true,
      hint: "Give it a moment to start, or restart the dashboard; npm run sandbox runs it alone and shows why it fails.",
    });
  }
}
