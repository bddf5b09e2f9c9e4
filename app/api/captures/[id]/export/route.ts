import { exportCapture } from "@/lib/server/export";
import { exportRequest, MAX_EXPORT_BODY_BYTES, selectionRequest } from "@/lib/server/export-request";
import { guarded, readJson } from "@/lib/server/guard";

/** A streamed download: memory stays flat however much is exported. */
export const GET = guarded<{ id: string }>(({ request, params, url, server }) =>
  exportCapture(server.store, server.captures.get(params.id), exportRequest(url, server.clock), request.signal),
);

/** Chosen records, when they are too many for an address. */
export const POST = guarded<{ id: string }>(async ({ request, params, server }) => {
  const wanted = selectionRequest(await readJson(request, MAX_EXPORT_BODY_BYTES));
  return exportCapture(server.store, server.captures.get(params.id), wanted, request.signal);
});
