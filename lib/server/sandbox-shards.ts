import { z } from "zod";
import { ShardscopeError } from "@/lib/stream/error";
import type { Container } from "./container";

/** `children`: 1 rolls over (without a shard: every open one), 2 splits. */
export const replaceShardsBody = z
  .object({
    streamArn: z.string().min(1).max(2048),
    shardId: z.string().min(1).max(100).exactOptional(),
    children: z.union([z.literal(1), z.literal(2)]),
  })
  .refine(({ shardId, children }) => children === 1 || shardId !== undefined, "name the shard to split");

const answerBody = z.object({ closed: z.array(z.string()), opened: z.array(z.string()) });
const errorBody = z.object({ error: z.object({ message: z.string() }) });

/** Closes open shards of a stream of the sandbox, as AWS does by itself every few hours, and tells which. */
export async function replaceShards(
  server: Container,
  { streamArn, shardId, children }: z.output<typeof replaceShardsBody>,
  signal: AbortSignal,
): Promise<z.output<typeof answerBody>> {
  const origin = server.settings.sandbox;
  if (!origin) throw new ShardscopeError("connectionNotFound", "The sandbox is switched off.");
  let answer: Response;
  let body: unknown;
  try {
    answer = await fetch(`${origin}/_sandbox/${children === 1 ? "roll" : "split"}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ streamArn, ...(shardId !== undefined && { shardId }) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    body = await answer.json();
  } catch (cause) {
    signal.throwIfAborted();
    throw new ShardscopeError("endpointUnreachable", `The sandbox at ${origin} does not answer.`, {
      cause,
      retriable: true,
    });
  }
  const done = answerBody.safeParse(body);
  if (answer.ok && done.success) return done.data;
  const refused = errorBody.safeParse(body);
  // A shard that closed a moment ago, a stream of another sandbox: the sandbox says which.
  throw new ShardscopeError(
    answer.status >= 400 && answer.status < 500 ? "badRequest" : "sourceFailed",
    refused.data?.error.message ?? `The sandbox refused (HTTP ${answer.status}).`,
  );
}
