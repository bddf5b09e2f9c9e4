import { guarded, readJson } from "@/lib/server/guard";
import { changeCaptureBody, parse } from "@/lib/server/parse";
import { presentDetail } from "@/lib/server/present";

interface Params {
  id: string;
}

export const GET = guarded<Params>(async ({ params, server }) =>
  Response.json(await presentDetail(server.captures.get(params.id))),
);

export const PATCH = guarded<Params>(async ({ request, params, server }) => {
  const { reading, keep } = parse(changeCaptureBody, await readJson(request));
  const capture = server.captures.get(params.id);
  if (keep !== undefined) await capture.setKeep(keep);
  if (reading !== undefined) await capture.setReading(reading);
  return Response.json(await presentDetail(capture));
});

export const DELETE = guarded<Params>(async ({ params, server }) => {
  await server.captures.delete(params.id);
  return new Response(null, { status: 204 });
});
