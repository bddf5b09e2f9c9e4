import type { ImportResult } from "@/lib/api/contract";
import { guarded } from "@/lib/server/guard";
import { importFile } from "@/lib/server/import";

/** The records of a file as an offline capture; the body is the file, `?name=` what it is called. */
export const POST = guarded(
  async ({ request, url, server }) =>
    Response.json((await importFile(server, request, url)) satisfies ImportResult, { status: 201 }),
  ["application/x-ndjson", "application/json"],
);
