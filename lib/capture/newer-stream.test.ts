import { expect, it } from "vitest";
import { FakeClock, settle } from "@/tests/model/fake-clock";
import { newerStream } from "./newer-stream";

const stream = {
  arn: "arn:old",
  tableName: "orders",
  label: "2026-11-20T05:41:03.123",
  status: "DISABLED",
  viewType: "KEYS_ONLY",
  keySchema: { hash: "pk" },
} as const;

it("asks once a minute until there is one, also after an error, and then no more", async () => {
  const clock = new FakeClock(0);
  const answers = [undefined, new Error("throttled"), undefined, "arn:new"];
  let asked = 0;
  const find = async () => {
    const answer = answers[asked++];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const found = newerStream(stream, find, clock, new AbortController().signal);
  await clock.advance(59_999);
  expect(asked).toBe(1);
  await clock.advance(1);
  expect(asked).toBe(2);
  await clock.advance(120_000);
  expect(asked).toBe(4);
  expect(await found).toBe("arn:new");
  await clock.advance(600_000);
  expect(asked).toBe(4);
});

it("ends with the signal and leaves nothing behind", async () => {
  const clock = new FakeClock(0);
  const stop = new AbortController();
  const found = newerStream(stream, async () => undefined, clock, stop.signal);
  found.catch(() => {});
  await settle();
  expect(clock.sleeping).toBe(1);
  stop.abort(new Error("closed"));
  await expect(found).rejects.toThrow("closed");
  expect(clock.sleeping).toBe(0);
});
