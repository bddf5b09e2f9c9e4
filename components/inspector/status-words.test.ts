import { describe, expect, it } from "vitest";
import type { CaptureState, ShardInfo, ShardState } from "@/lib/api/contract";
import type { LiveState } from "./live-store";
import { absenceWords, statusWords } from "./status-words";

const live = (state: CaptureState | undefined, more: Partial<LiveState> = {}): LiveState => ({
  connection: "connected",
  rate: 0,
  shards: [],
  revision: 0,
  ...(state && { status: { state } }),
  ...more,
});

const shardIn = (state: ShardState): ShardInfo => ({
  shardId: state,
  state,
  open: true,
  startingSequenceNumber: "1",
  records: 0,
  position: {},
  coverage: [],
  gaps: [],
  ...(state === "failing" && { error: { code: "internal", message: "It was cut off.", retriable: true } }),
});

describe("statusWords", () => {
  it("gives figures while records flow", () => {
    expect(statusWords(live("live", { rate: 1240, lagMs: 400 }), false, 0)).toMatchObject({
      label: "Live",
      tone: "live",
      detail: "1.2k records/s · 0.4 s behind",
    });
    expect(statusWords(live("catchingUp", { lagMs: 7_800_000 }), false, 0).detail).toBe("2 h 10 min behind");
  });

  it("says that a pause of the view does not stop capturing, and how much came", () => {
    expect(statusWords(live("live"), true, 132)).toMatchObject({
      label: "Paused",
      detail: "capturing goes on, 132 new",
    });
  });

  it("does not let a pause hide that reading fails, and puts a lost connection first", () => {
    expect(statusWords(live("failing"), true, 0).label).toBe("Failing");
    expect(statusWords(live("throttled"), true, 0).label).toBe("Throttled");
    expect(statusWords(live("failing", { connection: "reconnecting" }), false, 0).label).toBe("Disconnected");
  });

  it("says how much is left while it catches up", () => {
    const shards = (["finished", "caughtUp", "reading", "waiting"] as const).map((state) => shardIn(state));
    expect(statusWords(live("catchingUp", { shards, lagMs: 60_000 }), false, 0).detail).toBe(
      "2 of 4 shards read · 1 min behind",
    );
  });

  it("does not call a capture live while some of its shards fail", () => {
    const shards = (["caughtUp", "failing", "finished"] as const).map((state) => shardIn(state));
    expect(statusWords(live("catchingUp", { shards }), false, 0)).toMatchObject({
      label: "Failing in part",
      detail: "1 of 2 shards",
      explained: "It was cut off. They are tried again; the other shards go on.",
    });
  });

  it("says when other captures are live instead, and what to do", () => {
    expect(statusWords(live("live", { connection: "waiting" }), false, 0)).toMatchObject({
      label: "Not live",
      detail: "goes on when this window is used",
    });
  });

  it("tells what was missed", () => {
    expect(absenceWords({ records: 1204, ms: 3_120_000 })).toBe(
      "1,204 records came while this tab was away for 52 min",
    );
    expect(absenceWords({ records: 1, ms: 45_000 })).toMatch(/^1 record came /);
  });

  it("has words for every state", () => {
    const states = ["starting", "catchingUp", "live", "paused", "throttled", "failing", "finished", "offline"] as const;
    const labels = [undefined, ...states].map((state) => statusWords(live(state), false, 0).label);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("says of an imported capture whether records may be missing", () => {
    const detail = (completeness: "complete" | "incomplete" | "unknown") =>
      statusWords({ ...live(undefined), status: { state: "offline", completeness } }, false, 0).detail;
    expect(detail("complete")).toBe("from a file; nothing new comes");
    expect(detail("incomplete")).toBe("from a file; records are missing");
    expect(detail("unknown")).toBe("from a file; may lack records");
  });
});
