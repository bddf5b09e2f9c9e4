import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeMap } from "@/lib/stream/attribute-value.arbitrary";
import type { LambdaRecord } from "@/lib/stream/lambda-event";
import { readFilterCriteria } from "./lambda-criteria";
import { patternOf, recordLeaves } from "./lambda-make";
import { matchLambdaFilters } from "./lambda-match";
import { filterTemplate } from "./lambda-template";
import { patternWarnings } from "./lambda-warnings";

const ARN = "arn:aws:dynamodb:us-east-1:111111111111:table/orders/stream/2026-11-20T05:41:03.123";

function recordOf(image: unknown): LambdaRecord {
  return {
    eventID: "1",
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    dynamodb: {
      ApproximateCreationDateTime: 1,
      Keys: { pk: { S: "ORDER#1" } },
      NewImage: image,
      SequenceNumber: "1",
      SizeBytes: 1,
      StreamViewType: "NEW_IMAGE",
    },
    eventSourceARN: ARN,
  } as LambdaRecord;
}

const read = (text: string) => readFilterCriteria(text).filters ?? [];

describe("a pattern made from a record", () => {
  it("lists what happened, then the item in its order, without what is different in each", () => {
    const { leaves } = recordLeaves(recordOf({ tags: { SS: ["a", "a", "b"] }, lines: { L: [{ N: "1" }] } }));
    expect(leaves.map(({ path, value }) => `${path.join(".")}=${value}`)).toEqual([
      "eventName=INSERT",
      "dynamodb.Keys.pk.S=ORDER#1",
      "dynamodb.NewImage.tags.SS=a",
      "dynamodb.NewImage.tags.SS=b",
      "dynamodb.NewImage.lines.L.N=1",
      "dynamodb.StreamViewType=NEW_IMAGE",
      "eventVersion=1.1",
      "eventSource=aws:dynamodb",
      "awsRegion=us-east-1",
      `eventSourceARN=${ARN}`,
    ]);
  });

  it("joins values of one path by OR and different paths by AND", () => {
    const chosen = recordLeaves(recordOf({ tags: { SS: ["a", "b"] } })).leaves.filter(({ path }) =>
      /SS|eventName/.test(path.join(".")),
    );
    expect(JSON.parse(patternOf(chosen))).toEqual({
      eventName: ["INSERT"],
      dynamodb: { NewImage: { tags: { SS: ["a", "b"] } } },
    });
    expect(patternOf([])).toBe("{}");
  });

  it("matches the record it was made from, whatever is chosen, and warns of nothing", () => {
    fc.assert(
      fc.property(attributeMap, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (image, picks) => {
        const record = recordOf(image);
        const { leaves } = recordLeaves(record);
        // Two list elements need not meet in one: a single value of each list is chosen.
        const chosen = [...new Set(picks.map((pick) => leaves[pick % leaves.length]))].flatMap((leaf) => leaf ?? []);
        const single = chosen
          .filter(({ path }) => !path.includes("L"))
          .concat(chosen.filter(({ path }) => path.includes("L")).slice(0, 1));
        const text = patternOf(single);
        fc.pre(text.length < 4096);
        const filters = read(text);
        expect(matchLambdaFilters(filters, record).passed).toBe(true);
        expect(patternWarnings(filters)).toEqual([]);
      }),
    );
  });
});

describe("templates", () => {
  const pattern = `{"dynamodb": {"NewImage": {"name": {"S": ["O'Brien \\"x\\" $HOME \\\\ ü"]}}}}`;
  const filters = read(pattern);
  const same = (text: string) => expect(JSON.parse(text)).toEqual(JSON.parse(pattern));

  it("CloudFormation and SAM: YAML in single quotes", () => {
    for (const kind of ["cloudFormation", "sam"] as const) {
      const text = filterTemplate(kind, filters, ARN);
      const [, quoted = ""] = /Pattern: '(.*)'$/m.exec(text) ?? [];
      same(quoted.replaceAll("''", "'"));
      expect(text).toContain(ARN);
    }
  });

  it("CDK: a string that JavaScript reads back", () => {
    const [, literal = '""'] = /pattern: (".*") \}/.exec(filterTemplate("cdk", filters, ARN)) ?? [];
    same(JSON.parse(literal));
  });

  it("CLI: a shell reads back what the API takes", () => {
    const [, quoted = ""] = /--filter-criteria '(.*)'$/.exec(filterTemplate("cli", filters, ARN)) ?? [];
    const criteria = JSON.parse(quoted.replaceAll("'\\''", "'")) as { Filters: { Pattern: string }[] };
    same(criteria.Filters[0]?.Pattern ?? "");
  });

  it("a pattern over several lines stands on one", () => {
    const lines = '{\n  "eventName": [\n    "INSERT"\n  ]\n}';
    const text = JSON.stringify({ Filters: [{ Pattern: lines }] });
    expect(filterTemplate("sam", read(text), ARN)).toContain(`Pattern: '{ "eventName": [ "INSERT" ] }'`);
    expect(filterTemplate("sam", read(lines), ARN)).toContain(`Pattern: '{"eventName":["INSERT"]}'`);
  });
});
