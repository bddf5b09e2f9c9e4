import type { Connection } from "@/lib/api/contract";
import { listConnections } from "@/lib/aws/connections";
import { guarded } from "@/lib/server/guard";

export const GET = guarded(async ({ server }) => {
  const connections: Connection[] = await listConnections(server.settings);
  return Response.json(connections);
});
