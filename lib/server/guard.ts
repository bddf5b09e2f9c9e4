import { ShardscopeError } from "@/lib/stream/error";
import { checkAccess, checkSameOrigin } from "./access";
import { type Container, container } from "./container";
import { errorResponse, statusOf } from "./errors";
import { log } from "./log";

/** What a route's handler gets: the request, its path parameters, and everything the server holds. */
interface RouteContext<Params> {
  request: Request;
  params: Params;
  url: URL;
  server: Container;
}

type Handler<Params> = (context: RouteContext<Params>) => Promise<Response> | Response;
type NextHandler<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Wraps every exported handler of every route: Host, token, origin and content type are checked before anything is
 * parsed, and every error becomes `{error: {code, message, hint?, retriable}}`. A test fails on a route without it.
 */
export function guarded<Params = Record<string, never>>(
  handler: Handler<Params>,
  mediaTypes: readonly string[] = ["application/json"],
): NextHandler<Params> {
  return async (request, context) => {
    try {
      const server = await container();
      checkAccess(request.headers, server.settings);
      checkSameOrigin(request.headers);
      if (request.method === "POST" || request.method === "PATCH") checkMediaType(request, mediaTypes);
      const response = await handler({ request, params: await context.params, url: new URL(request.url), server });
      response.headers.set("cross-origin-resource-policy", "same-origin");
      response.headers.set("x-content-type-options", "nosniff");
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: statusOf("cancelled") });
      // What a person did wrong is for the person; what we did wrong is for the log.
      if (!(error instanceof ShardscopeError) || statusOf(error.code) >= 500) {
        log("error", "request failed", { method: request.method, route: new URL(request.url).pathname, error });
      }
      return errorResponse(error);
    }
  };
}

/** None of the types may be one that a form can send, or a request without the browser asking first. */
function checkMediaType(request: Request, allowed: readonly string[]): void {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === undefined || !allowed.includes(type)) {
    throw new ShardscopeError("mediaTypeRefused", `The body must be sent as ${allowed.join(" or ")}.`);
  }
}

/** The JSON body, at most 1 MB unless it may be more. Rejects: badRequest, bodyTooLarge. */
export async function readJson(request: Request, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new ShardscopeError("bodyTooLarge", `The body is larger than ${maxBytes / 1024 / 1024} MB.`);
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ShardscopeError("badRequest", "The body is not JSON.", { cause });
  }
}
