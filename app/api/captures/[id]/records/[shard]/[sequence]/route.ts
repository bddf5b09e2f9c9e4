import { guarded } from "@/lib/server/guard";
import { presentRecord } from "@/lib/server/present";

export const GET = guarded<{ id: string; shard: string; sequence: string }>(async ({ params, server }) => {
  const capture = server.captures.get(params.id);
  return Response.json(await presentRecord(capture, server.store, params.shard, params.sequence));
});
