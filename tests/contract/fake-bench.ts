import { FakeClock, seededRandom } from "../model/fake-clock";
import { ARN, FakeSource, noFaults } from "../model/fake-source";
import { HOUR, NOON } from "../model/harness";
import { ReferenceStream } from "../model/reference-stream";
import type { MakeBench } from "./source-bench";

/** The fake source of the model tests, on a clock that moves only when it is waited for. */
export const fakeBench: MakeBench = async ({ roots }) => {
  const clock = new FakeClock(NOON);
  const stream = new ReferenceStream(roots, clock.now());
  const source = new FakeSource(stream, clock, seededRandom(2));
  const writes = new Map<string, number>();
  let hideChildrenMs = 0;
  return {
    source,
    streamArn: ARN,
    clock,
    writes,
    async write(key) {
      stream.write(key, clock.now());
      writes.set(key, (writes.get(key) ?? 0) + 1);
    },
    async divide(shardId, children) {
      const shard = stream.shards.get(shardId);
      if (shard) stream.divide(shard, children, clock.now(), hideChildrenMs);
    },
    async trim() {
      for (const shard of stream.shards.values()) stream.trim(shard, shard.records.length);
    },
    async disable() {
      stream.disable();
    },
    async faults({ throttle = 0, serverError = 0, emptyPages = 0, expireReadPoints = 0, hideChildrenMs: hidden = 0 }) {
      source.faults = { ...noFaults(), throttle, serverError, emptyPage: emptyPages, expire: expireReadPoints };
      hideChildrenMs = hidden;
    },
    advance: (ms) => clock.advance(ms),
    async settle(answer) {
      let done = false;
      const end = () => {
        done = true;
      };
      answer.then(end, end);
      await clock.until(() => done);
      return answer;
    },
    until: (condition) => clock.until(condition, 4 * HOUR),
    async close() {},
  };
};
