import { guarded, readJson } from "@/lib/server/guard";
import { openSandbox } from "@/lib/server/open-capture";
import { openSandboxBody, parse } from "@/lib/server/parse";
import { presentDetail } from "@/lib/server/present";

/** One click: starts the sample workload and opens a capture of its stream. */
export const POST = guarded(async ({ request, server }) => {
  const wanted = parse(openSandboxBody, request.body ? await readJson(request) : {});
  const capture = await openSandbox(server, wanted, request.signal);
  return Response.json(await presentDetail(capture), { status: 201 });
});
