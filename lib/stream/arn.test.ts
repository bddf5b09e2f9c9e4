import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStreamArn, streamArnParts } from "./arn";

const STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123";

describe("parseStreamArn", () => {
  it("takes a stream ARN apart", () => {
    expect(parseStreamArn(STREAM)).toEqual({
      kind: "stream",
      arn: STREAM,
      partition: "aws",
      region: "eu-central-1",
      accountId: "123456789012",
      tableName: "orders",
      label: "2026-11-20T05:41:03.123",
    });
    expect(streamArnParts(STREAM)?.region).toBe("eu-central-1");
  });

  it.each([
    "arn:aws:dynamodb:ddblocal:000000000000:table/orders/stream/2026-11-20T05:41:03.123",
    "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/a.b-c_D/stream/2026-11-20T05:41:03.123",
    "arn:aws-us-gov:dynamodb:us-gov-west-1:123456789012:table/orders/stream/2024-02-29T05:41:03.123",
    // moto writes microseconds.
    "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123456",
  ])("accepts %s", (arn) => {
    expect(parseStreamArn(arn)).toMatchObject({ kind: "stream", arn });
  });

  it("accepts a table's ARN and a table's name", () => {
    const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
    expect(parseStreamArn(arn)).toMatchObject({ kind: "table", arn, tableName: "orders" });
    expect(parseStreamArn("orders")).toEqual({ kind: "tableName", tableName: "orders" });
  });

  it.each([`  ${STREAM}\n`, `"${STREAM}",`, `'${STREAM}'`, `“${STREAM}”`, `\`${STREAM}\`;`, `<${STREAM}>`])(
    "takes off what was pasted around: %s",
    (text) => {
      expect(parseStreamArn(text)).toMatchObject({ kind: "stream", arn: STREAM });
    },
  );

  it.each([
    ["", "arn", /Nothing is entered/],
    ["arn:aws:dynamodb: eu-central-1", "arn", /space/],
    ["ARN:aws:dynamodb:eu-central-1:123456789012:table/orders", "arn", /ARN/],
    ["aws:dynamodb:eu-central-1:123456789012:table/orders", "arn", /begin with/],
    ["table/orders/stream/2026-11-20T05", "arn", /front/],
    ["arn:", "partition", /missing/],
    ["arn:azure:dynamodb:eu-central-1:123456789012:table/orders", "partition", /azure/],
    ["arn:aws:dynamodb:cn-north-1:123456789012:table/orders", "partition", /cn-north-1/],
    ["arn:aws-cn:dynamodb:eu-west-1:123456789012:table/orders", "partition", /aws-cn/],
    ["arn:aws", "service", /ends after the partition/],
    ["arn:aws:dynamo:eu-west-1:123456789012:table/orders", "service", /dynamo/],
    ["arn:aws:kinesis:eu-west-1:123456789012:stream/orders", "service", /Kinesis/],
    ["arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:1f", "service", /event source mapping/],
    ["arn:aws:s3:::bucket", "service", /s3/],
    ["arn:aws:dynamodb", "region", /ends after the service/],
    ["arn:aws:dynamodb::123456789012:table/orders", "region", /missing/],
    ["arn:aws:dynamodb:us-east-1a:123456789012:table/orders", "region", /availability zone/],
    ["arn:aws:dynamodb:eu-central:123456789012:table/orders", "region", /eu-central/],
    ["arn:aws:dynamodb:eu-central-1", "accountId", /ends after the region/],
    ["arn:aws:dynamodb:eu-central-1:12345:table/orders", "accountId", /5 digits/],
    ["arn:aws:dynamodb:eu-central-1:1234-5678-9012:table/orders", "accountId", /dashes/],
    ["arn:aws:dynamodb:eu-central-1:me:table/orders", "accountId", /me/],
    ["arn:aws:dynamodb:eu-central-1:123456789012", "resource", /table is missing/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:orders", "resource", /orders/],
    ["arn:aws:dynamodb::123456789012:global-table/orders", "resource", /global table/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/", "tableName", /missing/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/or", "tableName", /short/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/ord*", "tableName", /\*/],
    [`arn:aws:dynamodb:eu-central-1:123456789012:table/${"x".repeat(256)}`, "tableName", /256/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/", "resource", /slash/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/index/byDate", "resource", /index/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/backup/0153", "resource", /backup/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream", "label", /missing/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/", "label", /missing/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/latest", "label", /latest/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-13-20T05:41:03.123", "label", /month 13/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-02-29T05:41:03.123", "label", /day 29/],
    ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-02-20T25:41:03.123", "label", /time of day/],
  ])("names the wrong part of %j: %s", (text, part, message) => {
    const error = parseStreamArn(text);
    expect(error).toMatchObject({ kind: "error", part });
    if (error.kind !== "error") throw new Error("unreachable");
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe("");
  });

  it("points at the part within the text as given, and gives the parts before it", () => {
    const text = '  "arn:aws:dynamodb:mars:123456789012:table/orders"';
    const error = parseStreamArn(text);
    if (error.kind !== "error") throw new Error("expected an error");
    expect(text.slice(error.position, error.position + error.length)).toBe("mars");
    expect(error.parts).toEqual({ partition: "aws" });
    const label = parseStreamArn(`${STREAM}x`);
    if (label.kind !== "error") throw new Error("expected an error");
    expect(`${STREAM}x`.slice(label.position, label.position + label.length)).toBe("2026-11-20T05:41:03.123x");
  });

  it("never throws, and points inside the text", () => {
    const piece = fc.constantFrom(
      "arn",
      ":",
      "aws",
      "dynamodb",
      "eu-west-1",
      "123456789012",
      "table/",
      "orders",
      "/stream/",
      " ",
      '"',
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 4000 }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const address = parseStreamArn(text);
        if (address.kind !== "error") return;
        expect(address.position).toBeGreaterThanOrEqual(0);
        expect(address.position + address.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
