import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAccess, checkSameOrigin } from "./access";
import { ownHosts, readSettings } from "./settings";

const environment = (values: Record<string, string>) => values as unknown as NodeJS.ProcessEnv;
const settings = readSettings(environment({}));

describe("checkAccess", () => {
  it.each(["127.0.0.1:4400", "localhost:4400", "[::1]:4400"])("lets %s in", (host) => {
    expect(() => checkAccess(new Headers({ host }), settings)).not.toThrow();
  });

  it.each([
    "evil.example",
    "evil.example:4400",
    "127.0.0.1",
    "127.0.0.1:4401",
    "127.0.0.1:04400",
    "localhost.:4400",
    "LOCALHOST:4400",
    "localhost:4400.evil.example",
    "127.0.0.1:4400, evil.example",
    "",
  ])("refuses %j", (host) => {
    expect(() => checkAccess(new Headers({ host }), settings)).toThrow(
      expect.objectContaining({ code: "hostRefused" }),
    );
  });

  it("refuses a request without Host, and any other text", () => {
    expect(() => checkAccess(new Headers(), settings)).toThrow();
    const own = ownHosts(settings);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (host) => {
        fc.pre(!own.has(host.trim()));
        expect(() => checkAccess(new Headers({ host }), settings)).toThrow();
      }),
    );
  });

  it("does not look at other headers that name a host", () => {
    const headers = new Headers({
      host: "evil.example",
      "x-forwarded-host": "127.0.0.1:4400",
      forwarded: "host=127.0.0.1:4400",
    });
    expect(() => checkAccess(headers, settings)).toThrow();
  });

  describe("with a token", () => {
    const wide = readSettings(environment({ SHARDSCOPE_HOST: "0.0.0.0", SHARDSCOPE_TOKEN: "correct horse" }));
    const basic = (password: string) => `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}`;

    it.each(["Bearer correct", basic("wrong"), basic(""), "Bearer ", "correct horse", "Digest correct horse"])(
      "refuses %s",
      (authorization) => {
        expect(() => checkAccess(new Headers({ host: "127.0.0.1:4400", authorization }), wide)).toThrow(
          expect.objectContaining({ code: "tokenRefused" }),
        );
      },
    );

    it("takes it as a browser's password", () => {
      expect(() =>
        checkAccess(new Headers({ host: "127.0.0.1:4400", authorization: basic("correct horse") }), wide),
      ).not.toThrow();
    });

    it("takes it as a bearer token", () => {
      const plain = readSettings(environment({ SHARDSCOPE_TOKEN: "s3cret" }));
      expect(() =>
        checkAccess(new Headers({ host: "localhost:4400", authorization: "Bearer s3cret" }), plain),
      ).not.toThrow();
    });
  });

  it("does not start listening widely without a token", () => {
    expect(() => readSettings(environment({ SHARDSCOPE_HOST: "0.0.0.0" }))).toThrow(/SHARDSCOPE_TOKEN/);
  });
});

describe("checkSameOrigin", () => {
  const host = "127.0.0.1:4400";

  it.each([
    {},
    { "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
    { origin: "http://127.0.0.1:4400", "sec-fetch-site": "same-origin" },
  ])("lets our own page in: %j", (headers) => {
    expect(() => checkSameOrigin(new Headers({ host, ...headers }))).not.toThrow();
  });

  it.each([
    { origin: "null" },
    { origin: "http://evil.example" },
    { origin: "http://127.0.0.1:4401" },
    { origin: "http://localhost:4400" },
    { "sec-fetch-site": "cross-site" },
    // Another port on this machine is another program.
    { "sec-fetch-site": "same-site" },
    { origin: "http://127.0.0.1:4400", "sec-fetch-site": "cross-site" },
  ])("refuses another site: %j", (headers) => {
    expect(() => checkSameOrigin(new Headers({ host, ...headers }))).toThrow(
      expect.objectContaining({ code: "originRefused" }),
    );
  });
});
