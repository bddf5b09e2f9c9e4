import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, describeError, request, requestFile, withQuery } from "./client";

function answer(status: number, body: string | null) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(body, { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

afterEach(() => vi.unstubAllGlobals());

describe("request", () => {
  it("gives the JSON of an answer, and nothing for 204", async () => {
    answer(200, '{"status":"ok"}');
    expect(await request("/api/health")).toEqual({ status: "ok" });
    answer(204, null);
    expect(await request("/api/captures/a", { method: "DELETE" })).toBeUndefined();
  });

  it("sends every state change as JSON, also without a body", async () => {
    const fetch = answer(201, "{}");
    await request("/api/sandbox", { method: "POST" });
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
  });

  it("rejects with what the route said", async () => {
    const error = { code: "filterInvalid", message: "No such field.", hint: "Try key:", retriable: false, position: 4 };
    answer(400, JSON.stringify({ error }));
    const failure = await request("/api/x").catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ ...error, status: 400 });
    expect(describeError(failure)).toEqual({ message: "No such field.", hint: "Try key:" });
  });

  it.each([
    [500, "<html>"],
    [200, "<html>"],
    [502, "null"],
    [404, '{"error":"text"}'],
  ])("makes a sentence of status %i with %s", async (status, body) => {
    answer(status, body);
    const failure = await request("/api/x").catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code: "internal", status });
  });

  it("says that the server does not answer", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    await expect(request("/api/x")).rejects.toMatchObject({ code: "unreachable", status: 0, retriable: true });
  });

  it("rejects with the signal's reason when aborted", async () => {
    const stop = new AbortController();
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      stop.abort("no longer wanted");
      throw init.signal?.reason;
    });
    await expect(request("/api/x", { signal: stop.signal })).rejects.toBe("no longer wanted");
  });
});

it("builds addresses that carry any text", () => {
  const path = withQuery("/api/x", { filter: "key:ORDER#1* & a=b", limit: 5, cursor: undefined });
  const url = new URL(path, "http://localhost");
  expect([...url.searchParams]).toEqual([
    ["filter", "key:ORDER#1* & a=b"],
    ["limit", "5"],
  ]);
  expect(withQuery("/api/x", {})).toBe("/api/x");
});

describe("requestFile", () => {
  const file = (body: BodyInit) => {
    const headers = { "content-disposition": 'attachment; filename="orders.csv"' };
    vi.stubGlobal("fetch", async () => new Response(body, { headers }));
  };

  it("takes a file whole, with its name", async () => {
    file("a,b\r\n");
    const { name, content } = await requestFile("/api/x", { method: "POST", body: {} });
    expect([name, await content.text()]).toEqual(["orders.csv", "a,b\r\n"]);
  });

  it("rejects with what the route said, and says that a file broke off", async () => {
    answer(404, '{"error":{"code":"recordNotFound","message":"No such record.","retriable":false}}');
    await expect(requestFile("/api/x", {})).rejects.toMatchObject({ code: "recordNotFound", status: 404 });
    file(
      new ReadableStream({
        pull: (controller) => controller.error(new TypeError("terminated")),
      }),
    );
    await expect(requestFile("/api/x", {})).rejects.toMatchObject({
      message: expect.stringContaining("broke off"),
      retriable: true,
    });
  });

  it("rejects with the reason when aborted", async () => {
    file(new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) }));
    await expect(requestFile("/api/x", { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
  });
});
