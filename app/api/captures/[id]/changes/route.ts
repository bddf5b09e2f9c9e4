import { guarded } from "@/lib/server/guard";
import { changesQuery, filterOf, parseQuery } from "@/lib/server/parse";
import { presentChanges } from "@/lib/server/present";

export const GET = guarded<{ id: string }>(async ({ request, params, url, server }) => {
  const { filter, zone, ...query } = parseQuery(changesQuery, url);
  const capture = server.captures.get(params.id);
  const report = await server.store.changes(
    capture.id,
    { ...query, ...filterOf({ filter, zone }, server.clock) },
    request.signal,
  );
  return Response.json(presentChanges(report));
});
