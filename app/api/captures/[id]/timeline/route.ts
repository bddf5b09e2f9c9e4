import type { TimelineData } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { filterOf, parseQuery, timelineQuery } from "@/lib/server/parse";
import { iso } from "@/lib/server/present";
import { ShardscopeError } from "@/lib/stream/error";

/** Without `from` and `to`: from the first record to the last. */
export const GET = guarded<{ id: string }>(async ({ request, params, url, server }) => {
  const query = parseQuery(timelineQuery, url);
  const capture = server.captures.get(params.id);
  const totals = capture.totals;
  const now = server.clock.now();
  const from = query.from ?? totals.firstTime ?? now - 60_000;
  const to = query.to ?? Math.max((totals.lastTime ?? now) + 1, from + 1);
  if (from >= to) throw new ShardscopeError("badRequest", "from: must be before to.");
  const timeline = await server.store.timeline(
    capture.id,
    { from, to, buckets: query.buckets, ...filterOf(query, server.clock) },
    request.signal,
  );
  return Response.json({ ...timeline, from: iso(timeline.from), to: iso(timeline.to) } satisfies TimelineData);
});
