import type { ErrorBody } from "@/lib/api/contract";
import { type ErrorCode, ShardscopeError } from "@/lib/stream/error";

/** The one table from what went wrong to the HTTP status. */
const STATUS: Record<ErrorCode, number> = {
  badRequest: 400,
  arnMalformed: 400,
  arnOtherService: 400,
  filterInvalid: 400,
  positionInvalid: 400,
  endpointRefused: 400,
  credentialsMissing: 401,
  credentialsExpired: 401,
  credentialsInvalid: 401,
  tokenRefused: 401,
  accessDenied: 403,
  originRefused: 403,
  streamNotFound: 404,
  tableNotFound: 404,
  connectionNotFound: 404,
  captureNotFound: 404,
  recordNotFound: 404,
  shardNotFound: 404,
  tableWithoutStream: 409,
  captureOffline: 409,
  trimmed: 410,
  positionExpired: 410,
  bodyTooLarge: 413,
  mediaTypeRefused: 415,
  hostRefused: 421,
  throttled: 429,
  cancelled: 499,
  internal: 500,
  captureDamaged: 500,
  storageFailed: 500,
  sourceFailed: 502,
  sourceAnswerInvalid: 502,
  endpointUnreachable: 502,
  timeout: 504,
  storageFull: 507,
};

export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}

/** What a client may see of an error: its code and sentences, never a stack or a cause. */
function toErrorBody(error: unknown): ErrorBody {
  if (!(error instanceof ShardscopeError)) {
    return {
      error: {
        code: "internal",
        message: "Something went wrong inside Shardscope.",
        hint: "The log has the details.",
        retriable: false,
      },
    };
  }
  const { code, message, hint, retriable, position } = error;
  return {
    error: {
      code,
      message,
      retriable,
      ...(hint === undefined ? {} : { hint }),
      ...(position === undefined ? {} : { position }),
    },
  };
}

export function errorResponse(error: unknown): Response {
  const body = toErrorBody(error);
  return Response.json(body, { status: statusOf(body.error.code), headers: refusalHeaders(body) });
}

function refusalHeaders(body: ErrorBody): HeadersInit {
  const headers: Record<string, string> = {
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
  };
  if (body.error.code === "tokenRefused") headers["www-authenticate"] = 'Basic realm="Shardscope"';
  return headers;
}
