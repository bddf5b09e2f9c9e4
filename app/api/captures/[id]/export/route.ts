import { exportCapture } from "@/lib/server/export";
import { exportBody, exportRequest } from "@/lib/server/export-request";
import { guarded, readJson } from "@/lib/server/guard";
import { parse } from "@/lib/server/parse";

/** A streamed download: memory stays flat however much is exported. */
export const GET = guarded<{ id: string }>(({ request, params, url, server }) =>
  exportCapture(server.store, server.captures.get(params.id), exportRequest(url, server.clock), request.signal),
);

/** Chosen records, when they are too many for an address: `{format, records: [{shardId, sequenceNumber}]}`. */
export const POST = guarded<{ id: string }>(async ({ request, params, server }) => {
  const { records, ...as } = parse(exportBody, await readJson(request));
  const wanted = { ...as, query: {}, selected: records };
  return exportCapture(server.store, server.captures.get(params.id), wanted, request.signal);
});
