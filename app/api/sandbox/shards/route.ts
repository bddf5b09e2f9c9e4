import { guarded, readJson } from "@/lib/server/guard";
import { parse } from "@/lib/server/parse";
import { replaceShards, replaceShardsBody } from "@/lib/server/sandbox-shards";

/** Rolls over or splits shards of the sandbox, so that a person sees what that looks like. */
export const POST = guarded(async ({ request, server }) =>
  Response.json(await replaceShards(server, parse(replaceShardsBody, await readJson(request)), request.signal)),
);
