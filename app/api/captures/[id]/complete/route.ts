import type { CompletionList } from "@/lib/api/contract";
import { completionsOf } from "@/lib/server/complete";
import { guarded } from "@/lib/server/guard";
import { completeQuery, parseQuery } from "@/lib/server/parse";

export const GET = guarded<{ id: string }>(async ({ params, url, server }) => {
  const { prefix } = parseQuery(completeQuery, url);
  const capture = server.captures.get(params.id);
  const completions = await completionsOf(server.store, capture.id, prefix);
  return Response.json({ completions } satisfies CompletionList);
});
