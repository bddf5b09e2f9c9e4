import type { StreamList } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { ShardscopeError } from "@/lib/stream/error";

export const GET = guarded(async ({ request, url, server }) => {
  const connection = url.searchParams.get("connection");
  if (!connection) throw new ShardscopeError("badRequest", "connection: must be the id of a connection.");
  const streams = await server.sources.listStreams(connection, request.signal);
  return Response.json({ streams } satisfies StreamList);
});
