import type { ValueList } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { parse, valuesQuery } from "@/lib/server/parse";

/** A list's rows do not hold their records: what its columns show of those in sight is asked for here. */
export const GET = guarded<{ id: string }>(async ({ params, url, server }) => {
  const { cursors, column } = parse(valuesQuery, {
    cursors: url.searchParams.get("cursors"),
    column: url.searchParams.getAll("column"),
  });
  const capture = server.captures.get(params.id);
  const rows = await server.store.values(capture.id, { cursors, paths: column });
  return Response.json({ rows } satisfies ValueList);
});
