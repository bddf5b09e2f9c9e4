import { expect, it } from "vitest";
import { ValueStream } from "./value-stream";

async function* items(count: number) {
  for (let n = 0; n < count; n++) yield { n: { N: String(n) } };
}

it("gives the items in order, the last one and the end in one turn", async () => {
  const stream = new ValueStream();
  const seen: string[] = [];
  stream.on("data", (item) => {
    seen.push(item.n.N);
    queueMicrotask(() => seen.push("turn"));
  });
  stream.on("end", () => seen.push("end"));
  await stream.flow(items(3));
  expect(seen.filter((each) => each !== "turn")).toEqual(["0", "1", "2", "end"]);
  expect(seen.indexOf("end")).toBe(seen.indexOf("2") + 1);
});

it("hands over what a handler throws instead of leaving the request without an answer", async () => {
  for (const event of ["data", "end"]) {
    const stream = new ValueStream();
    stream.on(event, () => {
      throw new Error(`in ${event}`);
    });
    await expect(stream.flow(items(2))).rejects.toThrow(`in ${event}`);
  }
});

it("stops when it is destroyed", async () => {
  const stream = new ValueStream();
  const seen: unknown[] = [];
  stream.on("data", (item) => {
    seen.push(item);
    stream.destroy();
  });
  stream.on("end", () => seen.push("end"));
  await stream.flow(items(5));
  expect(seen).toHaveLength(1);
});
