import type { CaptureList } from "@/lib/api/contract";
import { guarded, readJson } from "@/lib/server/guard";
import { openCapture } from "@/lib/server/open-capture";
import { openCaptureBody, parse } from "@/lib/server/parse";
import { presentDetail, presentSummary } from "@/lib/server/present";

export const GET = guarded(async ({ server }) => {
  const captures = await Promise.all(server.captures.list().map(presentSummary));
  return Response.json({ captures } satisfies CaptureList);
});

/** Opening a stream that is captured already gives the same capture. */
export const POST = guarded(async ({ request, server }) => {
  const wanted = parse(openCaptureBody, await readJson(request));
  const capture = await openCapture(server, wanted, request.signal);
  return Response.json(await presentDetail(capture), { status: 201 });
});
