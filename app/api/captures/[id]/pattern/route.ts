import { guarded, readJson } from "@/lib/server/guard";
import { filterOf, lambdaFiltersOf, parse, patternBody } from "@/lib/server/parse";
import { tryPattern } from "@/lib/server/pattern-lab";

/** The Lambda filter lab. Aborting the request ends the scan. */
export const POST = guarded<{ id: string }>(async ({ request, params, server }) => {
  const { filterCriteria, filter, zone, ...range } = parse(patternBody, await readJson(request));
  const filters = lambdaFiltersOf(filterCriteria);
  const capture = server.captures.get(params.id);
  const query = { ...range, ...filterOf({ filter, zone }, server.clock) };
  return Response.json(await tryPattern(server.store, capture, filters, query, request.signal));
});
