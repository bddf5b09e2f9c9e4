import { describe, expect, it } from "vitest";
import type { GapInfo, ShardInfo, StreamInfo } from "@/lib/api/contract";
import { diagnose, type Scene, whatMakesNone } from "./diagnose";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;

/** A live capture at the head, unfiltered, of some hours. */
const well: Scene = {
  connection: "connected",
  status: { state: "live" },
  stream: undefined,
  shards: [],
  firstTime: NOW - 3 * HOUR,
  lagMs: 400,
  filter: "",
  filterError: undefined,
  from: undefined,
  to: undefined,
  following: true,
  paused: false,
  unseen: 0,
};

const found = (change: Partial<Scene>) => diagnose({ ...well, ...change }, NOW, "utc");
const causes = (change: Partial<Scene>) =>
  found(change)
    .filter(({ kind }) => kind === "cause")
    .map(({ id, remedy }) => (remedy ? `${id}: ${remedy}` : id));
const shard = (change: Partial<ShardInfo>) => ({ gaps: [], state: "caughtUp", ...change }) as unknown as ShardInfo;
const gap = (reason: GapInfo["reason"]): GapInfo => ({ shardId: "s", reason, noticedAt: "" });

describe("what keeps records away", () => {
  it("is nothing where all is well: only where the capture begins is told", () => {
    expect(found({})).toEqual([expect.objectContaining({ id: "start", kind: "maybe", remedy: "goTo" })]);
    expect(found({})[0]?.title).toContain("2026-11-20 09:00:00");
  });

  it.each<[string, Partial<Scene>, string[]]>([
    ["a lost connection", { connection: "reconnecting" }, ["disconnected"]],
    ["a browser with too many captures", { connection: "waiting" }, ["waiting"]],
    ["reading that is stopped", { status: { state: "paused" } }, ["stopped: readOn"]],
    ["an imported capture", { status: { state: "offline" } }, ["offline"]],
    ["a stream that ended", { status: { state: "finished" } }, ["finished"]],
    ["catching up", { status: { state: "catchingUp" }, lagMs: 90_000 }, ["catchingUp"]],
    ["lag", { lagMs: 60_000 }, ["late"]],
    ["a shard that fails", { shards: [shard({ state: "failing" }), shard({})] }, ["failingShards"]],
    ["a filter", { filter: "event:remove" }, ["filter: clear"]],
    ["a filter with an error", { filter: "event:", filterError: "Write an event." }, ["filterError: clear"]],
    ["a range", { from: NOW - HOUR }, ["range: clear"]],
    ["a paused view", { paused: true, following: false }, ["paused: resume"]],
    ["a list that stands still", { following: false, unseen: 12 }, ["paused: resume"]],
    ["a list that stands still, and nothing came", { following: false }, []],
    ["a lag that nobody notices", { lagMs: 4000 }, []],
  ])("%s", (_, change, ids) => {
    expect(causes(change)).toEqual(ids);
  });

  it("gives the reason of a failing reader in its own words", () => {
    const status = { state: "failing" as const, message: "The keys have expired.", hint: "Sign in again." };
    expect(found({ status })[0]).toMatchObject({ title: "The keys have expired.", detail: "Sign in again." });
  });

  const newer = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T11:30:00.000";

  it.each<[string, Partial<Scene>, string[]]>([
    ["is read to its end", { status: { state: "finished", newerStreamArn: newer } }, ["newerStream: newer"]],
    ["still has records", { status: { state: "live", newerStreamArn: newer } }, ["newerStream: newer"]],
    ["is not read", { status: { state: "paused", newerStreamArn: newer } }, ["stopped: readOn", "newerStream: newer"]],
  ])("says where the table's changes are since it has a newer stream: this one %s", (_, change, ids) => {
    expect(causes(change)).toEqual(ids);
    const told = found(change).find(({ id }) => id === "newerStream");
    expect(told?.detail).toContain("enabled 2026-11-20 11:30:00 UTC");
    expect(told?.detail).not.toContain("nowhere");
  });

  it("says that changes are recorded nowhere only while no newer stream is known", () => {
    expect(found({ status: { state: "finished" } })[0]?.detail).toContain("nowhere");
  });

  it("puts what the reader does before what the view hides", () => {
    expect(causes({ status: { state: "paused" }, filter: "x", from: 1 })).toEqual([
      "stopped: readOn",
      "filter: clear",
      "range: clear",
    ]);
  });
});

describe("what may be why", () => {
  it("a gap, and what retention removed", () => {
    const shards = [shard({ gaps: [gap("trimmed"), gap("expired")] })];
    expect(found({ shards }).map(({ id }) => id)).toEqual(["gaps", "expired", "start"]);
  });

  it("offers no time that AWS no longer has", () => {
    expect(found({ firstTime: NOW - 30 * HOUR })[0]).not.toHaveProperty("remedy");
    expect(found({ firstTime: undefined })[0]).toMatchObject({ remedy: "goTo", title: "No record is captured yet" });
  });
});

it("names the stream that is looked at", () => {
  const stream = { tableName: "orders", region: "eu-west-1", accountId: "123", label: "2026-11-20T05:41:03.123" };
  const [, , elsewhere] = whatMakesNone(stream as StreamInfo);
  expect(elsewhere?.detail).toContain("stream of orders in eu-west-1, account 123, enabled 2026-11-20 05:41");
});
