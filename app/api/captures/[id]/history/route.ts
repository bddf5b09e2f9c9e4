import type { History } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { keyOf } from "@/lib/server/parse";
import { presentVersion } from "@/lib/server/present";

export const GET = guarded<{ id: string }>(async ({ params, url, server }) => {
  const capture = server.captures.get(params.id);
  const key = keyOf(url.searchParams.get("key"), capture.stored.stream.keySchema);
  const versions = await server.store.history(capture.id, key);
  return Response.json({ key, versions: versions.map(presentVersion) } satisfies History);
});
