import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CUSTOM,
  customConnection,
  customRegion,
  firstConnection,
  linkedConnection,
  listedConnection,
  type OpenForm,
  toRequest,
} from "./open-request";

const now = Date.parse("2026-11-20T07:52:33.000Z");
const time = { now, zone: "utc" as const };
const arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123";
const form: OpenForm = {
  address: arn,
  connection: "aws",
  endpoint: "",
  region: "",
  start: "now",
  time: "",
  record: "",
};
const custom = (endpoint: string, more: Partial<OpenForm> = {}): OpenForm => ({
  ...form,
  connection: CUSTOM,
  endpoint,
  ...more,
});

describe("toRequest", () => {
  it("sends the ARN without what was pasted around it", () => {
    expect(toRequest({ ...form, address: ` "${arn}",` }, time)).toEqual({
      streamArn: arn,
      connection: "aws",
      start: { at: "latest" },
    });
  });

  it("takes a table's name", () => {
    expect(toRequest({ ...form, address: "orders" }, time)).toMatchObject({ streamArn: "orders" });
  });

  it.each([
    ["oldest", "", { at: "trimHorizon" }],
    ["recent", "", { at: "time", time: "2026-11-20T07:37:33.000Z" }],
    ["time", "-2h", { at: "time", time: "2026-11-20T05:52:33.000Z" }],
    ["time", "03:12", { at: "time", time: "2026-11-20T03:12:00.000Z" }],
  ] as const)("starts at %s %s", (start, text, expected) => {
    expect(toRequest({ ...form, start, time: text }, time)).toMatchObject({ start: expected });
  });

  it.each([
    ["address", { address: "arn:aws:s3:::bucket" }],
    ["connection", { connection: "" }],
    ["endpoint", { connection: CUSTOM }],
    ["endpoint", { connection: CUSTOM, endpoint: "ftp://127.0.0.1" }],
    ["time", { start: "time", time: "noonish" }],
    ["time", { start: "time", time: "2027-01-01" }],
    ["record", { start: "record" }],
    ["record", { start: "record", record: "4759" }],
    ["record", { start: "record", record: "shardId-0001-ab" }],
    ["record", { start: "record", record: "shardId-0001-ab/12x" }],
    ["record", { start: "record", record: `shardId-0001-ab/${"1".repeat(41)}` }],
    ["record", { start: "record", record: "shardId-0001-ab/12/13" }],
  ] as const)("names the field that is wrong: %s", (field, wrong) => {
    expect(toRequest({ ...form, ...wrong }, time)).toMatchObject({ field });
  });

  it.each(["shardId-0001-ab/4759", " shardId-0001-ab  4759\n", "shardId-0001-ab, 4759"])(
    "starts at the record %s",
    (record) => {
      expect(toRequest({ ...form, start: "record", record }, time)).toMatchObject({
        start: { at: "sequence", shardId: "shardId-0001-ab", sequenceNumber: "4759" },
      });
    },
  );

  it("answers any text with a request or a fault", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (address, endpoint, text) => {
        const result = toRequest(custom(endpoint, { address, start: "time", time: text }), time);
        expect("streamArn" in result || result.message !== "").toBe(true);
      }),
    );
  });
});

describe("a custom endpoint", () => {
  it.each([
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000"],
    ["localhost:8000/", "http://localhost:8000"],
    ["[::1]:4566", "http://[::1]:4566"],
    ["https://localhost", "https://localhost"],
  ])("reads %s", (text, endpoint) => {
    expect(customConnection(custom(text))).toEqual({ endpoint, region: "eu-west-1" });
  });

  it("keeps credentials out of the URL", () => {
    expect(customConnection(custom("http://me:secret@localhost:8000"))).toMatchObject({ field: "endpoint" });
  });

  it("takes the region typed, else the ARN's, else the default", () => {
    expect(customRegion(custom("", { region: "local-1" }))).toBe("local-1");
    expect(customRegion(custom(""))).toBe("eu-west-1");
    expect(customRegion(custom("", { address: "orders" }))).toBe("us-east-1");
  });

  it("lists its streams as soon as it is complete", () => {
    expect(listedConnection(custom(""))).toBeUndefined();
    expect(listedConnection(custom("localhost:8000"))).toBe("endpoint:http://localhost:8000@eu-west-1");
    expect(listedConnection(form)).toBe("aws");
  });
});

it("fills in the server that a link names: it is not among the connections to choose from", () => {
  const linked = linkedConnection("endpoint:http://localhost:8000@eu-west-1");
  expect(linked).toEqual({ connection: CUSTOM, endpoint: "http://localhost:8000", region: "eu-west-1" });
  expect(listedConnection({ ...form, ...linked })).toBe("endpoint:http://localhost:8000@eu-west-1");
  for (const connection of ["sandbox", "profile:a@b", ""]) expect(linkedConnection(connection)).toEqual({ connection });
});

it("begins with AWS, else with the first there is", () => {
  const sandbox = { id: "sandbox", kind: "sandbox", label: "Sandbox" } as const;
  expect(firstConnection([sandbox, { id: "aws", kind: "aws", label: "AWS" }])).toBe("aws");
  expect(firstConnection([sandbox])).toBe("sandbox");
  expect(firstConnection(undefined)).toBe("");
});
