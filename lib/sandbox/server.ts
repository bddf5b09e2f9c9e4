import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { DynaliteError } from "dynalite/db/index.js";
import type { Api } from "./api";
import { AwsError, internalServerError, serialization, unknownOperation, validation } from "./aws-error";
import type { Control } from "./control";
import { refusal } from "./guard";

/** As dynalite and AWS have it: a batch of 25 items of 400 KB fits. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** [D] Attributes nest 32 deep; each level is two brackets. Far beyond that is an attack on the stack. */
const MAX_NESTING = 200;
const AWS_JSON = "application/x-amz-json-1.0";
const DEFAULT_REGION = "us-east-1";

class BodyTooLarge extends Error {}

/** The HTTP side: guard, body, region, and errors as AWS words them. It is not listening yet. */
export function createHttpServer(api: Api, control: Control, signal: AbortSignal): Server {
  const server = createServer((request, response) => {
    answer(request, response, api, control, signal).catch((error) => {
      if (signal.aborted || response.destroyed) return response.destroy();
      sendError(response, request, error);
    });
  });
  // A client that opens a connection and says nothing is let go.
  server.requestTimeout = 60_000;
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  api: Api,
  control: Control,
  signal: AbortSignal,
): Promise<void> {
  const refused = refusal(request);
  if (refused) {
    request.resume();
    return send(response, refused.status, "text/plain; charset=utf-8", `${refused.reason}\n`);
  }
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path.startsWith("/_sandbox/")) return answerControl(request, response, path, control);
  if (request.method === "GET" && path === "/") {
    return send(response, 200, "text/plain; charset=utf-8", "healthy: dynamodb.us-east-1.amazonaws.com ");
  }
  const type = mediaType(request);
  // The types of AWS's clients; no page of another site can send them without asking first, and asking is refused.
  if (request.method !== "POST" || (type !== AWS_JSON && type !== "application/json")) {
    request.resume();
    return send(response, 404, "text/plain; charset=utf-8", "<UnknownOperationException/>\n");
  }
  const target = request.headers["x-amz-target"];
  if (typeof target !== "string") throw unknownOperation();
  const body = parse(await readBody(request));
  send(response, 200, AWS_JSON, await api.call(target, region(request), body, signal));
}

async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  control: Control,
): Promise<void> {
  if (request.method !== "GET" && mediaType(request) !== "application/json") {
    request.resume();
    return sendControlError(response, 415, "mediaTypeRefused", "Send content-type: application/json.");
  }
  try {
    const body = request.method === "GET" ? {} : parse(await readBody(request));
    const result = await control.call(request.method ?? "", path, body);
    send(response, 200, "application/json", JSON.stringify(result));
  } catch (error) {
    if (error instanceof BodyTooLarge) return sendControlError(response, 413, "bodyTooLarge", error.message);
    if (!(error instanceof AwsError)) throw error;
    if (error.status >= 500) return sendControlError(response, error.status, "writeFailed", error.message, true);
    const code = error.code === "ResourceNotFoundException" ? "streamNotFound" : "badRequest";
    const message = error.message || "The body must be a JSON object.";
    sendControlError(response, code === "streamNotFound" ? 404 : 400, code, message);
  }
}

function sendControlError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  retriable = false,
): void {
  send(response, status, "application/json", JSON.stringify({ error: { code, message, retriable } }));
}

function sendError(response: ServerResponse, request: IncomingMessage, error: unknown): void {
  const { body, statusCode } = error as Partial<DynaliteError>;
  if (response.headersSent) {
    response.destroy();
  } else if (error instanceof BodyTooLarge) {
    response.setHeader("connection", "close");
    request.resume();
    send(response, 413, "text/plain; charset=utf-8", `${error.message}\n`);
  } else if (body && statusCode) {
    send(response, statusCode, AWS_JSON, JSON.stringify(body));
  } else {
    const known = error instanceof AwsError ? error : internalServerError();
    if (known !== error) console.error(`Sandbox  a request failed: ${(error as Error).stack ?? error}`);
    const message = known.message === "" ? {} : { message: known.message };
    send(response, known.status, AWS_JSON, JSON.stringify({ __type: known.type, ...message, ...known.fields }));
  }
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(text),
    "x-amzn-requestid": randomUUID(),
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  });
  response.end(text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new BodyTooLarge("The request is larger than 16 MB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): Record<string, unknown> {
  if (isNestedTooDeep(text)) throw validation("Nesting Levels have exceeded supported limits");
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw serialization("");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw serialization("");
  return body as Record<string, unknown>;
}

/** Looked at before anything recursive sees the text. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_NESTING) return true;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return false;
}

function mediaType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** Any credentials will do; the region is that of their scope: `Credential=<id>/<date>/<region>/<service>/aws4_request`. */
function region(request: IncomingMessage): string {
  const scope = /Credential=[^/,\s]*\/\d+\/([a-z0-9-]{1,32})\//.exec(request.headers.authorization ?? "");
  return scope?.[1] ?? DEFAULT_REGION;
}
