import { estimateExport } from "@/lib/server/export";
import { exportRequest } from "@/lib/server/export-request";
import { guarded } from "@/lib/server/guard";

/** How many records the same query would export, and about how many bytes. */
export const GET = guarded<{ id: string }>(async ({ request, params, url, server }) => {
  const capture = server.captures.get(params.id);
  return Response.json(await estimateExport(server.store, capture, exportRequest(url, server.clock), request.signal));
});
