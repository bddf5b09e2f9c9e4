import type { ErrorCode } from "@/lib/stream/error";
import type { ErrorBody } from "./contract";

/** What a route answered instead of a result. `unreachable`: the dashboard's own server did not answer at all. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode | "unreachable";
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly hint: string | undefined;
  readonly retriable: boolean;
  /** Where in a filter, 0-based. */
  readonly position: number | undefined;

  constructor(status: number, error: Omit<ErrorBody["error"], "code"> & { code: ErrorCode | "unreachable" }) {
    super(error.message);
    this.code = error.code;
    this.status = status;
    this.hint = error.hint;
    this.retriable = error.retriable;
    this.position = error.position;
  }
}

interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/**
 * Calls a route of this server and gives its JSON (undefined for 204).
 * Rejects with an ApiError, or with `signal.reason` when aborted.
 */
export async function request<Result>(path: string, options: RequestOptions = {}): Promise<Result> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as Result;
  const answer = await readJson(response, options.signal);
  if (answer === undefined) throw toApiError(response.status, answer);
  return answer as Result;
}

/** A file as a route sends it. */
export interface ReceivedFile {
  name: string;
  content: Blob;
}

/**
 * Calls a route that answers with a file, and takes all of it.
 * Rejects with an ApiError, also when the answer breaks off, or with `signal.reason` when aborted.
 */
export async function requestFile(path: string, options: RequestOptions): Promise<ReceivedFile> {
  const response = await send(path, options);
  const disposition = response.headers.get("content-disposition") ?? "";
  const [, name = "download"] = /filename="([^"]+)"/.exec(disposition) ?? [];
  try {
    return { name, content: await response.blob() };
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    const error = new ApiError(response.status, {
      code: "unreachable",
      message: "The file broke off before its end; nothing of it was kept.",
      hint: "Shardscope's log, in the terminal that runs it, says why.",
      retriable: true,
    });
    error.cause = cause;
    throw error;
  }
}

/** The answer, once its status says that all is well. */
async function send(path: string, { method = "GET", body, signal }: RequestOptions): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      ...(signal && { signal }),
      // The server takes state changes as JSON alone, also those without a body: a foreign form cannot send it.
      ...(method !== "GET" && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body ?? {}),
      }),
    });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw unreachable(cause);
  }
  if (!response.ok) throw toApiError(response.status, await readJson(response, signal));
  return response;
}

/** Builds `path?a=1&b=2`, leaving out what is undefined. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** The sentence and the way out, of anything thrown. */
export function describeError(error: unknown): { message: string; hint?: string } {
  if (error instanceof ApiError)
    return error.hint ? { message: error.message, hint: error.hint } : { message: error.message };
  return {
    message: "Something went wrong on this page.",
    hint: error instanceof Error ? error.message : String(error),
  };
}

export function unreachable(cause: unknown): ApiError {
  const error = new ApiError(0, {
    code: "unreachable",
    message: "Shardscope's server does not answer.",
    hint: "Is npm start still running? Nothing captured is lost.",
    retriable: true,
  });
  error.cause = cause;
  return error;
}

/** The JSON of an answer's text; undefined for what is none. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readJson(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw unreachable(cause);
  }
  return parseAnswer(text);
}

export function toApiError(status: number, answer: unknown): ApiError {
  const error = (answer as Partial<ErrorBody> | null | undefined)?.error;
  if (typeof error?.message === "string") return new ApiError(status, error);
  return new ApiError(status, {
    code: "internal",
    message: `The server answered with status ${status} and nothing that can be read.`,
    hint: "Its log, in the terminal that runs it, says more.",
    retriable: status >= 500,
  });
}
