import { z } from "zod";
import type { ImportResult } from "@/lib/api/contract";
import { importCapture } from "@/lib/capture/import";
import { ShardscopeError } from "@/lib/stream/error";
import type { Container } from "./container";
import { parseQuery } from "./parse";

const importQuery = z.object({ name: z.string().trim().min(1).max(255).exactOptional() });

/** Stores the body as an offline capture. An upload that breaks off leaves nothing behind. */
export async function importFile(server: Container, request: Request, url: URL): Promise<ImportResult> {
  const { name } = parseQuery(importQuery, url);
  const { stored, result } = await importCapture(bodyOf(request), {
    store: server.store,
    clock: server.clock,
    name,
    keySchemaOf: (streamArn) =>
      server.captures.list().find(({ stored: known }) => known.stream.arn === streamArn)?.stored.stream.keySchema,
  });
  await server.captures.add(stored);
  return { id: stored.id, ...result };
}

async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request.body ?? []) yield chunk;
  } catch (cause) {
    request.signal.throwIfAborted();
    throw new ShardscopeError("badRequest", "The upload broke off; nothing of it was kept.", { cause });
  }
}
