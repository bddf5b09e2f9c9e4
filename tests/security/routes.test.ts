import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

const METHODS = ["GET", "POST", "PATCH", "DELETE"];
const HOST = "127.0.0.1:4400";
const root = path.resolve(import.meta.dirname, "../..");

/** Every handler that any route exports, called here without the proxy: the guard must be enough by itself. */
const handlers: { name: string; method: string; handler: Handler }[] = [];
for (const file of readdirSync(path.join(root, "app/api"), { recursive: true, encoding: "utf8" })) {
  if (!file.endsWith("route.ts")) continue;
  const exported = (await import(path.join(root, "app/api", file))) as Record<string, Handler>;
  for (const [method, handler] of Object.entries(exported))
    handlers.push({ name: `${method} ${path.dirname(file)}`, method, handler });
}

beforeAll(() => {
  process.env.SHARDSCOPE_DATA = mkdtempSync(path.join(tmpdir(), "shardscope-security-"));
  process.env.SANDBOX = "off";
});

afterAll(async () => {
  await (Reflect.get(globalThis, Symbol.for("shardscope")) as { dispose(): Promise<void> } | undefined)?.dispose();
});

async function call(
  { method, handler }: { method: string; handler: Handler },
  headers: Record<string, string>,
  body = "{}",
  params: Record<string, string> = { id: "none", shard: "none", sequence: "1" },
): Promise<{ status: number; code: string | undefined; text: string; headers: Headers }> {
  const request = new Request(`http://${HOST}/api/x`, {
    method,
    headers,
    ...(method === "GET" || method === "DELETE" ? {} : { body }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return { status: response.status, code, text, headers: response.headers };
}

const json = { host: HOST, "content-type": "application/json" };

describe("every route", () => {
  it("was found", () => {
    expect(handlers.length).toBeGreaterThanOrEqual(14);
    expect(handlers.every(({ method }) => METHODS.includes(method))).toBe(true);
  });

  describe.each(handlers)("$name", (route) => {
    it.each(["evil.example", "evil.example:4400", "127.0.0.1:4401", "127.0.0.1:4400.evil.example"])(
      "refuses the host %s",
      async (host) => {
        expect(await call(route, { ...json, host })).toMatchObject({ status: 421, code: "hostRefused" });
      },
    );

    it.each([
      { origin: "http://evil.example" },
      { origin: "null" },
      { origin: "http://localhost:4401" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ])("refuses another site: %j", async (headers) => {
      expect(await call(route, { ...json, ...headers })).toMatchObject({ status: 403, code: "originRefused" });
    });

    it("lets no other site read it", async () => {
      const answer = await call(route, json);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    });

    it("answers with an error of its own, without a stack or a path of the machine", async () => {
      for (const id of ["none", "../../etc/passwd", "/etc/passwd", "a\0b", "%2e%2e%2f", "x".repeat(5000)]) {
        const answer = await call(route, json, "{}", { id, shard: id, sequence: id });
        if (answer.status >= 400) {
          expect(JSON.parse(answer.text)).toEqual({
            error: expect.objectContaining({
              code: expect.any(String),
              message: expect.any(String),
              retriable: expect.any(Boolean),
            }),
          });
        }
        expect(answer.status).not.toBe(500);
        expect(answer.text).not.toContain(root);
        expect(answer.text).not.toMatch(/\bat \w+ \(/);
      }
    });
  });

  describe.each(handlers.filter(({ method }) => method === "POST" || method === "PATCH"))("$name", (route) => {
    it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])(
      "refuses a body of %j, which a form could send",
      async (type) => {
        expect(await call(route, { host: HOST, "content-type": type })).toMatchObject({
          status: 415,
          code: "mediaTypeRefused",
        });
      },
    );

    it.each(["", "{", "null", "[]", '"x"', "[".repeat(20_000), '{"__proto__":{"reading":"paused"}}'])(
      "takes %j for what it is",
      async (body) => {
        const answer = await call(route, json, body);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).not.toBe(500);
      },
    );
  });

  it("takes NDJSON, which no form can send, at the import alone", async () => {
    const headers = { host: HOST, "content-type": "application/x-ndjson" };
    for (const route of handlers.filter(({ method }) => method === "POST" || method === "PATCH")) {
      const { status } = await call(route, headers, "no record");
      expect(status, route.name).toBe(route.name === "POST captures/import" ? 400 : 415);
    }
  });

  it("refuses a body over 1 MB", async () => {
    const open = handlers.find(({ name }) => name === "POST captures");
    expect(open && (await call(open, json, JSON.stringify({ streamArn: "x".repeat(1024 * 1024) })))).toMatchObject({
      status: 413,
    });
  });

  it("is wrapped where it is exported", () => {
    for (const file of readdirSync(path.join(root, "app/api"), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith("route.ts")) continue;
      const text = readFileSync(path.join(root, "app/api", file), "utf8");
      for (const [line] of text.matchAll(/^export .*$/gm))
        expect(line, file).toMatch(/^export const (GET|POST|PATCH|DELETE) = guarded[<(]/);
    }
  });
});
