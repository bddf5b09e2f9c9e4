import { landBatch } from "@/lib/server/failed-batch";
import { guarded, readJson } from "@/lib/server/guard";
import { batchBody, parse } from "@/lib/server/parse";

/** The records of one shard between two sequence numbers, read where they are not captured. Aborting ends the reading. */
export const POST = guarded<{ id: string }>(async ({ request, params, server }) => {
  const range = parse(batchBody, await readJson(request));
  const capture = server.captures.get(params.id);
  return Response.json(await landBatch(server.store, capture, range, request.signal));
});
