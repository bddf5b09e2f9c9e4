import { guarded } from "@/lib/server/guard";
import { openSandbox } from "@/lib/server/open-capture";
import { presentDetail } from "@/lib/server/present";

/** One click: starts the sample workload and opens a capture of its stream. */
export const POST = guarded(async ({ request, server }) => {
  const capture = await openSandbox(server, request.signal);
  return Response.json(await presentDetail(capture), { status: 201 });
});
