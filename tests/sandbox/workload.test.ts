import type { _Record, AttributeValue } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, clients, control, scratchDirectory } from "./support";

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;

beforeEach(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
});

afterEach(async () => {
  await sandbox.close();
  await scratch.remove();
});

const workload = (writesPerSecond: number, table = "orders") =>
  control<{ streamArn: string }>(sandbox.url, "workload", { writesPerSecond, table });
const records = (arn: string) => allRecords(clients(sandbox.url).streams, arn);

type Image = Record<string, AttributeValue>;
const change = (test: (before: Image, after: Image) => boolean) => (record: _Record) => {
  const { OldImage, NewImage } = record.dynamodb ?? {};
  return OldImage !== undefined && NewImage !== undefined && test(OldImage, NewImage);
};
const holds = (pattern: RegExp) => (record: _Record) => pattern.test(JSON.stringify(record.dynamodb?.NewImage ?? {}));
const list = (image: Image, name: string) => image[name]?.L?.map((each) => JSON.stringify(each)) ?? [];

/** What a person should see within a minute of opening the sandbox, at the pace of the dashboard. */
const SIGHTS: Record<string, (record: _Record) => boolean> = {
  insert: (record) => record.eventName === "INSERT",
  modify: (record) => record.eventName === "MODIFY",
  remove: (record) => record.eventName === "REMOVE" && !record.userIdentity,
  "38 digits": holds(/"N":"\d{38}"/),
  "38 digits of which the last differ": change(
    (a, b) => a.balance?.N?.length === 38 && b.balance?.N !== a.balance.N && b.balance?.N?.length === 38,
  ),
  binary: holds(/"B":/),
  "boolean and null": holds(/"BOOL":.*"NULL":/),
  "string set": holds(/"SS":/),
  "number set": holds(/"NS":/),
  "binary set": holds(/"BS":/),
  "a set that gains and one that loses a member": change(
    (a, b) =>
      (b.interests?.SS?.length ?? 0) > (a.interests?.SS?.length ?? 0) &&
      (b.sizes?.NS?.length ?? 0) <= (a.sizes?.NS?.length ?? 0),
  ),
  "a large nested change": change(
    (a, b) => JSON.stringify(a.specification) !== JSON.stringify(b.specification) && JSON.stringify(b).length > 2000,
  ),
  "some words of a long text": change(
    (a, b) => (a.description?.S?.length ?? 0) > 300 && a.description?.S !== b.description?.S,
  ),
  "an element in the middle of a list": change((a, b) => {
    const [before, after] = [list(a, "variants"), list(b, "variants")];
    return after.length === before.length + 1 && after[0] === before[0] && after.at(-1) === before.at(-1);
  }),
  "another type": change((a, b) => Object.keys(a.size ?? {})[0] !== Object.keys(b.size ?? {})[0]),
  "an attribute that goes": change((a, b) => Object.keys(a).some((name) => !Object.hasOwn(b, name))),
};

it("makes its table and shows every kind of change within a minute's worth of writes", async () => {
  const before = await (await fetch(`${sandbox.url}/_sandbox/workload`)).json();
  expect(before).toEqual({ streamArn: null, table: "orders", writesPerSecond: 0 });
  // Two tabs at once.
  const [state, other] = await Promise.all([workload(300), workload(300)]);
  expect(other).toEqual(state);
  expect(state).toEqual({
    streamArn: expect.stringContaining(":table/orders/stream/"),
    table: "orders",
    writesPerSecond: 300,
  });
  const arn = state.streamArn;
  await expect.poll(async () => (await records(arn)).length, { timeout: 20_000 }).toBeGreaterThan(300);
  await workload(0);
  const written = await records(arn);
  // The sandbox has one counter for all shards, so this is the order of writing. A minute at five writes a second.
  const minute = written
    .sort((a, b) => Number(BigInt(a.dynamodb?.SequenceNumber ?? 0) - BigInt(b.dynamodb?.SequenceNumber ?? 0)))
    .slice(0, 300);
  const missing = Object.keys(SIGHTS).filter((sight) => !minute.some((record) => SIGHTS[sight]?.(record)));
  expect(missing).toEqual([]);

  await control(sandbox.url, "clock", { advanceMs: 60_000 });
  const later = await records(arn);
  expect(later.some((record) => record.userIdentity?.Type === "Service")).toBe(true);
  await control(sandbox.url, "clock", { advanceMs: 1 });
  expect(await records(arn)).toHaveLength(later.length);
});

it("has small ids that go on after a restart", async () => {
  const inserted = async (arn: string) =>
    (await records(arn))
      .filter((record) => record.eventName === "INSERT")
      .map((record) => `${record.dynamodb?.Keys?.pk?.S} ${record.dynamodb?.Keys?.sk?.S}`)
      .filter((key) => /^(CUSTOMER|ORDER|CART|PRODUCT)#\d+ (PROFILE|META|CURRENT|DETAILS)$/.test(key));
  const { streamArn } = await workload(200);
  await expect.poll(async () => (await inserted(streamArn)).length, { timeout: 20_000 }).toBeGreaterThan(20);
  await sandbox.close();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  const first = await inserted(streamArn);
  expect(first).toContain("CUSTOMER#1 PROFILE");
  expect(first).toContain("ORDER#1001 META");
  await workload(200);
  await expect
    .poll(async () => (await inserted(streamArn)).length, { timeout: 20_000 })
    .toBeGreaterThan(first.length + 20);
  await workload(0);
  const keys = await inserted(streamArn);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Math.max(...keys.map((key) => Number(/\d+/.exec(key))))).toBeLessThan(1500);
});
