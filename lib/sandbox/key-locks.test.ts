import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyLocks } from "./key-locks";

it("lets one holder have a key at a time, in turn, without a deadlock", async () => {
  const keys = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(keys, { maxLength: 20 }), fc.scheduler(), async (wanted, scheduler) => {
      const locks = new KeyLocks();
      const held = new Set<string>();
      const order = new Map<string, number[]>();
      const all = Promise.all(
        wanted.map(async (mine, turn) => {
          const release = await locks.acquire(mine);
          for (const key of mine) {
            expect(held.has(key)).toBe(false);
            held.add(key);
            order.set(key, [...(order.get(key) ?? []), turn]);
          }
          await scheduler.schedule(Promise.resolve());
          for (const key of mine) held.delete(key);
          release();
        }),
      );
      await scheduler.waitFor(all);
      for (const turns of order.values()) expect(turns).toEqual([...turns].sort((a, b) => a - b));
    }),
  );
});
