import { countRecords } from "@/lib/server/count";
import { guarded } from "@/lib/server/guard";
import { countQuery, filterOf, parseQuery } from "@/lib/server/parse";

/** Exact, and so asked for by a person alone: `records` tells it where that is cheap. */
export const GET = guarded<{ id: string }>(async ({ request, params, url, server }) => {
  const { from, to, ...query } = parseQuery(countQuery, url);
  const narrowed = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...filterOf(query, server.clock),
  };
  return Response.json(await countRecords(server.store, server.captures.get(params.id), narrowed, request.signal));
});
