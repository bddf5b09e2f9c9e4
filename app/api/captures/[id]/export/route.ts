import { exportCapture } from "@/lib/server/export";
import { guarded } from "@/lib/server/guard";
import { exportQuery, filterOf, parseQuery } from "@/lib/server/parse";

/** A streamed download: memory stays flat however much is exported. */
export const GET = guarded<{ id: string }>(({ request, params, url, server }) => {
  const { format, filter, zone, ...range } = parseQuery(exportQuery, url);
  const capture = server.captures.get(params.id);
  return exportCapture(
    server.store,
    capture,
    format,
    { ...range, ...filterOf({ filter, zone }, server.clock) },
    request.signal,
  );
});
