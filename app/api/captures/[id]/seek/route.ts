import { guarded, readJson } from "@/lib/server/guard";
import { parse, seekBody } from "@/lib/server/parse";
import { presentSeek } from "@/lib/server/present";

/** Ends when the seek has; progress goes to every client over SSE. Aborting the request cancels the seek. */
export const POST = guarded<{ id: string }>(async ({ request, params, server }) => {
  const { time } = parse(seekBody, await readJson(request));
  const result = await server.captures.get(params.id).seek(time, request.signal);
  return Response.json(presentSeek(result));
});
