import type { RecordList } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { filterOf, parseQuery, recordsQuery } from "@/lib/server/parse";
import { presentRow } from "@/lib/server/present";

/**
 * Keyset paging. `cursor` is either the number of a stored row (as SSE gives it: rows stored later follow, in stored
 * order) or a place in list order (as `next`, a row's `place` or a seek give it).
 */
export const GET = guarded<{ id: string }>(async ({ request, params, url, server }) => {
  const { filter, zone, cursor, ...query } = parseQuery(recordsQuery, url);
  const capture = server.captures.get(params.id);
  const stored = cursor !== undefined && /^\d{1,15}$/.test(cursor);
  const head = capture.cursor;
  const result = await server.store.records(
    capture.id,
    {
      ...query,
      by: stored ? "stored" : "list",
      ...(cursor === undefined ? {} : { after: stored ? Number(cursor) : cursor }),
      ...filterOf({ filter, zone }, server.clock),
    },
    request.signal,
  );
  return Response.json({
    records: result.rows.map(presentRow),
    next: result.next === undefined ? null : String(result.next),
    head,
    scanned: result.scanned,
    ...(result.matched === undefined ? {} : { matched: result.matched }),
  } satisfies RecordList);
});
