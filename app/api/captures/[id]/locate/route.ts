import type { Located } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { locateQuery, parseQuery } from "@/lib/server/parse";

/** `?share=0.5` or `?place=…`, within `from` and `to`: what a scroll bar over all records needs to know. */
export const GET = guarded<{ id: string }>(async ({ params, url, server }) => {
  const query = parseQuery(locateQuery, url);
  const capture = server.captures.get(params.id);
  return Response.json((await server.store.locate(capture.id, query)) satisfies Located);
});
