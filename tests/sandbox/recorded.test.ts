import { expect, it } from "vitest";
import { RecordedComparison } from "./recorded";

it.each([
  ["a value", { a: "x" }, { a: "y" }],
  ["a number", { a: 1 }, { a: 2 }],
  ["a type", { a: 1 }, { a: "1" }],
  ["a missing field", { a: "x", b: 1 }, { a: "x" }],
  ["a further field", { a: "x" }, { a: "x", b: null }],
  ["a further element", { a: [1] }, { a: [1, 2] }],
  ["another order", { a: [1, 2] }, { a: [2, 1] }],
  ["bytes", { B: "b'\\x90'" }, { B: Uint8Array.of(0x91) }],
  ["no time", { t: "datetime" }, { t: "yesterday" }],
  ["another form", { arn: "arn:aws:<table-name:1>/stream" }, { arn: "arn:aws:t/streams" }],
  ["one placeholder for two values", ["<table-name:1>", "x/<table-name:1>"], ["a", "x/b"]],
  ["two placeholders for one value", ["<shard-id:1>", "<shard-id:2>"], ["a", "a"]],
])("a recording differs by %s", (_, recorded, actual) => {
  expect(new RecordedComparison().differences(recorded, actual)).not.toEqual([]);
});

it("placeholders stand for what changes from run to run", () => {
  const recorded = {
    arn: "arn:<partition>:dynamodb:<region>:111111111111:table/<resource:1>/stream/<resource:2>",
    label: "<resource:2>",
    at: "<approximate-creation-datetime>",
    B: "Zm9v",
    ResponseMetadata: { HTTPStatusCode: 200 },
  };
  const actual = {
    arn: "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2025-01-01T00:00:00.000",
    label: "2025-01-01T00:00:00.000",
    at: new Date(),
    B: Buffer.from("foo"),
    $metadata: {},
    absent: undefined,
  };
  expect(new RecordedComparison().differences(recorded, actual)).toEqual([]);
});
