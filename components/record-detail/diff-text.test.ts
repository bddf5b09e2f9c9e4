import { expect, test } from "vitest";
import { diffImages } from "@/lib/stream/diff";
import { diffText } from "./diff-text";

test("differences are copied as lines of a diff, in typed JSON", () => {
  const entries = diffImages(
    { status: { S: "PENDING" }, total: { N: "1" }, note: { S: "a\nb" }, lines: { L: [{ S: "x" }] } },
    {
      status: { S: "SHIPPED" },
      total: { S: "1" },
      size: { N: "12345678901234567890.5" },
      lines: { L: [{ S: "new" }, { S: "x" }] },
    },
  );
  expect(diffText(entries).split("\n")).toEqual([
    '- status: {"S":"PENDING"}',
    '+ status: {"S":"SHIPPED"}',
    '- total: {"N":"1"}',
    '+ total: {"S":"1"}',
    '+ size: {"N":"12345678901234567890.5"}',
    '+ lines[0]: {"S":"new"}',
    '- note: {"S":"a\\nb"}',
  ]);
});
