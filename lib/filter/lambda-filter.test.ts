import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFilterCriteria } from "./lambda-criteria";
import { matchLambdaFilters } from "./lambda-match";
import { type FilteredStream, patternWarnings } from "./lambda-warnings";

/** A MODIFY as a function would get it. */
const RECORD = {
  eventID: "a",
  eventName: "MODIFY",
  eventSource: "aws:dynamodb",
  awsRegion: "us-east-1",
  dynamodb: {
    ApproximateCreationDateTime: 1_763_600_000,
    Keys: { pk: { S: "ORDER#17" }, sk: { S: "META" } },
    OldImage: { status: { S: "PENDING" } },
    NewImage: {
      pk: { S: "ORDER#17" },
      status: { S: "SHIPPED" },
      total: { N: "101" },
      note: { S: "" },
      paid: { BOOL: true },
      gone: { NULL: true },
      tags: { SS: ["a", "b"] },
      empty: { L: [] },
      address: { M: { city: { S: "Berlin" }, zip: { S: "10115" } } },
      lines: { L: [{ M: { sku: { S: "x" }, count: { N: "1" } } }, { M: { sku: { S: "y" }, count: { N: "2" } } }] },
    },
    SequenceNumber: "100000000000000000001",
    SizeBytes: 300,
    StreamViewType: "NEW_AND_OLD_IMAGES",
  },
  eventSourceARN: "arn",
};

function filters(pattern: unknown) {
  const read = readFilterCriteria(typeof pattern === "string" ? pattern : JSON.stringify(pattern));
  if (read.error) throw new Error(read.error.message);
  return read.filters;
}

const verdict = (pattern: unknown) => matchLambdaFilters(filters(pattern), RECORD);
const passes = (pattern: unknown) => verdict(pattern).passed;
const image = (fields: object) => ({ dynamodb: { NewImage: fields } });
const status = (...tests: unknown[]) => image({ status: { S: tests } });

describe("a pattern's tests", () => {
  it.each<[string, unknown, boolean]>([
    ["an exact text", status("SHIPPED"), true],
    ["another text", status("shipped"), false],
    ["one of several", status("NEW", "SHIPPED"), true],
    ["fields are joined by AND", { eventName: ["INSERT"], ...status("SHIPPED") }, false],
    ["empty", image({ note: { S: [""] } }), true],
    ["null matches no DynamoDB null", image({ gone: { NULL: [null] } }), false],
    ["DynamoDB's null", image({ gone: { NULL: [true] } }), true],
    ["a boolean", image({ paid: { BOOL: [true] } }), true],
    ["a boolean is no text", image({ paid: { BOOL: ["true"] } }), false],
    ["prefix", status({ prefix: "SHIP" }), true],
    ["prefix at its start alone", status({ prefix: "HIP" }), false],
    ["suffix", status({ suffix: "PED" }), true],
    ["suffix at its end alone", status({ suffix: "PE" }), false],
    ["in any case", status({ "equals-ignore-case": "shipped" }), true],
    ["anything but", status({ "anything-but": "PENDING" }), true],
    ["anything but itself", status({ "anything-but": ["PENDING", "SHIPPED"] }), false],
    ["anything but a prefix", status({ "anything-but": { prefix: "PEN" } }), true],
    ["anything but its prefix", status({ "anything-but": { prefix: "SHI" } }), false],
    ["anything but wants a value", image({ nothing: { S: [{ "anything-but": "x" }] } }), false],
    ["a number never equals N", image({ total: { N: [101] } }), false],
    ["the text of N does", image({ total: { N: ["101"] } }), true],
    ["numeric never matches N", image({ total: { N: [{ numeric: [">", 0] }] } }), false],
    ["numeric on a number", { dynamodb: { SizeBytes: [{ numeric: [">", 299, "<=", 300] }] } }, true],
    ["numeric excludes", { dynamodb: { SizeBytes: [{ numeric: [">", 300] }] } }, false],
    ["numeric equals", { dynamodb: { SizeBytes: [{ numeric: ["=", 300] }] } }, true],
    ["exists at a leaf", image({ status: { S: [{ exists: true }] } }), true],
    ["exists above a leaf", image({ status: [{ exists: true }] }), false],
    ["absent above a leaf, though it is there", image({ status: [{ exists: false }] }), true],
    ["absent", image({ nothing: { S: [{ exists: false }] } }), true],
    ["absent where the image is", { dynamodb: { NoImage: { a: { S: [{ exists: false }] } } } }, true],
    ["a member of a set", image({ tags: { SS: ["b"] } }), true],
    ["no member of a set", image({ tags: { SS: ["c"] } }), false],
    ["an empty list has no leaf", image({ empty: { L: { S: [{ exists: true }] } } }), false],
    ["a nested map", image({ address: { M: { city: { S: ["Berlin"] } } } }), true],
    ["an element of a list", image({ lines: { L: { M: { sku: { S: ["y"] } } } } }), true],
    ["one and the same element", image({ lines: { L: { M: { sku: { S: ["y"] }, count: { N: ["1"] } } } } }), false],
    ["absent from every element", image({ lines: { L: { M: { price: { N: [{ exists: false }] } } } } }), true],
    ["absent from no element", image({ lines: { L: { M: { sku: { S: [{ exists: false }] } } } } }), false],
    ["$or", { $or: [{ eventName: ["INSERT"] }, status("SHIPPED")] }, true],
    ["$or beside a field", { eventName: ["INSERT"], $or: [{ eventName: ["MODIFY"] }, status("SHIPPED")] }, false],
    ["$or of none", { $or: [{ eventName: ["INSERT"] }, status("NEW")] }, false],
    ["$or further down", image({ $or: [{ status: { S: ["NEW"] } }, { total: { N: ["101"] } }] }), true],
  ])("%s", (_, pattern, expected) => {
    expect(passes(pattern)).toBe(expected);
  });

  it("joins filters by OR, and says which let the record pass", () => {
    const criteria = (...patterns: unknown[]) => ({ Filters: patterns.map((p) => ({ Pattern: JSON.stringify(p) })) });
    expect(verdict(criteria(status("NEW"), status("SHIPPED")))).toEqual({ passed: true, filter: 1 });
    expect(passes(criteria(status("NEW"), status("OLD")))).toBe(false);
  });

  it("lets everything pass without filters, as AWS does", () => {
    for (const none of ["{}", '{"Filters": []}', '{"FilterCriteria": {}}']) expect(passes(none)).toBe(true);
  });

  it("takes names that JavaScript objects have for names", () => {
    const record = JSON.parse('{"dynamodb":{"NewImage":{"__proto__":{"S":"x"}}}}');
    const proto = '{"dynamodb":{"NewImage":{"__proto__":{"S":["x"]}}}}';
    expect(matchLambdaFilters(filters(proto), record).passed).toBe(true);
    expect(passes('{"dynamodb":{"NewImage":{"constructor":{"name":[{"exists":true}]}}}}')).toBe(false);
  });
});

describe("why a record fails", () => {
  it.each<[unknown, string, string]>([
    [status("NEW"), "dynamodb.NewImage.status.S", 'is "SHIPPED", not "NEW"'],
    [
      image({ nothing: { S: ["x"] } }),
      "dynamodb.NewImage.nothing.S",
      'is not in this record, which has no nothing; wanted "x"',
    ],
    [image({ status: ["SHIPPED"] }), "dynamodb.NewImage.status", "is no leaf: what it holds lies deeper, under S"],
    [image({ total: { N: [{ numeric: [">", 1] }] } }), "dynamodb.NewImage.total.N", 'is "101", not a number > 1'],
  ])("%j", (pattern, path, reason) => {
    expect(verdict(pattern)).toEqual({ passed: false, filter: 0, path, reason });
  });

  it("speaks of the filter that came nearest", () => {
    const near = { eventName: ["MODIFY"], ...status("NEW") };
    const far = { eventName: ["INSERT"], ...status("NEW") };
    const criteria = { Filters: [{ Pattern: far }, { Pattern: near }] };
    expect(verdict(criteria)).toMatchObject({ filter: 1, path: "dynamodb.NewImage.status.S" });
  });
});

describe("a wrong pattern", () => {
  it.each<[string, string, string]>([
    ['{"eventName": ["INSERT"]', "", "A comma or } is missing here."],
    ['{"eventName": [INSERT]}', "INSERT", "INSERT is no JSON value."],
    ['{"eventName": "INSERT"}', '"INSERT"', 'eventName: What is looked for stands in an array: ["INSERT"].'],
    ['{"eventName": []}', "[]", "eventName: An empty array matches nothing"],
    ['{"dynamodb": {}}', "{}", "dynamodb: An empty object tests nothing"],
    ['{"a": [{"preffix": "x"}]}', '"preffix"', 'a: There is no operator "preffix".'],
    ['{"a": [{"wildcard": "x*"}]}', '"wildcard"', "a: Lambda's filters have no wildcard"],
    ['{"a": [{"prefix": 1}]}', "1", "a: prefix takes a text"],
    ['{"a": [{"exists": "true"}]}', '"true"', "a: exists takes true or false."],
    ['{"a": [{"numeric": [">", "1"]}]}', '"1"', "a: After > stands a number."],
    ['{"a": [{"numeric": [">", 5, "<", 5]}]}', '[">", 5, "<", 5]', "a: No number lies between"],
    ['{"a": [{"numeric": [">", 6000000000]}]}', "6000000000", "a: numeric compares from"],
    ['{"a": [{"anything-but": ["a", 1]}]}', '["a", 1]', "a: anything-but takes texts alone"],
    ['{"a": [{"prefix": "x", "suffix": "y"}]}', '"suffix"', "a: One operator stands in one object"],
    ['{"a": ["x"], "a": ["y"]}', '"a": ["y"]', '"a" stands here twice.'],
    ['{"$or": [{"a": ["x"]}]}', '[{"a": ["x"]}]', "$or takes an array of two or more"],
    ['{"Filters": [{"Pattern": "{\\"a\\": [x]}"}]}', "x]}", "x is no JSON value."],
    ['{"Filters": [{"Pattern": "{}"}]}', "{}", "An empty object tests nothing"],
    ['{"Filters": [{"Pattern": {"a": ["x"]}}, {"Pattern": {"b": "y"}}]}', '"y"', "Filter 2: b: "],
  ])("%s", (text, at, message) => {
    const { error } = readFilterCriteria(text);
    expect(error?.message).toContain(message);
    const found = text.slice(error?.position);
    if (at === "") expect(found).toBe("");
    else expect(found.slice(0, at.length)).toBe(at);
  });

  it("is refused when it is too long, too deep or too many", () => {
    const error = (text: string) => readFilterCriteria(text).error?.message;
    expect(error(`{"a": ["${"x".repeat(4096)}"]}`)).toContain("at most 4096 characters");
    expect(error('{"a":'.repeat(5000))).toContain("levels deep");
    expect(error("[".repeat(100_001))).toContain("longer than any");
    const eleven = { Filters: Array.from({ length: 11 }, () => ({ Pattern: { a: ["x"] } })) };
    expect(error(JSON.stringify(eleven))).toContain("at most 10 filters");
  });

  it("never throws, and points into the text", () => {
    const json = fc.json({ maxDepth: 6 });
    const cut = fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
    const operator = fc.constantFrom("prefix", "numeric", "exists", "anything-but", "$or", "Filters", "Pattern");
    const near = fc.tuple(operator, fc.jsonValue()).map(([name, value]) => JSON.stringify({ a: [{ [name]: value }] }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), json, cut, near), fc.jsonValue(), (text, record) => {
        const { filters: read, error } = readFilterCriteria(text);
        if (error) {
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
        } else {
          patternWarnings(read ?? []);
          matchLambdaFilters(read ?? [], record);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("warnings", () => {
  const warn = (pattern: unknown, stream?: FilteredStream) =>
    patternWarnings(filters(pattern), stream).map(({ message }) => message);

  it.each<[unknown, string]>([
    [{ eventname: ["INSERT"] }, "eventname is not part of a record. Write eventName."],
    [{ NewImage: { a: { S: ["x"] } } }, "NewImage is not part of a record. It stands under dynamodb."],
    [{ dynamodb: { newImage: { a: { S: ["x"] } } } }, "dynamodb.newImage is not part of dynamodb. Write NewImage."],
    [{ eventName: ["insert"] }, 'eventName: is INSERT, MODIFY or REMOVE: "insert" never matches.'],
    [image({ a: ["x"] }), "dynamodb.NewImage.a: is never a leaf: this never matches."],
    [image({ a: [{ exists: false }] }), "this always matches."],
    [{ dynamodb: { NewImage: [{ exists: true }] } }, "dynamodb.NewImage: is never a leaf: this never matches."],
    [image({ a: { M: [{ exists: true }] } }), "dynamodb.NewImage.a.M: is never a leaf"],
    [image({ a: { s: ["x"] } }), "dynamodb.NewImage.a.s is not part of a DynamoDB value. Write S."],
    [image({ a: { N: [{ numeric: [">", 1] }] } }), "numeric never matches."],
    [image({ a: { N: [5] } }), 'Write ["5"].'],
    [image({ a: { S: [5] } }), "is a text: a number never matches."],
    [image({ a: { S: [null] } }), 'DynamoDB\'s null is {"NULL": [true]}.'],
    [image({ a: { BOOL: ["true"] } }), "is true or false: a text never matches."],
    [image({ a: { NULL: [false] } }), "is only ever true."],
    [image({ a: { L: { M: { b: { N: [1] } } } } }), "dynamodb.NewImage.a.L.M.b.N: holds texts"],
    [{ dynamodb: { SizeBytes: [300] } }, "300 is not 300.0"],
    [{ dynamodb: { SizeBytes: ["300"] } }, "is a number: a text never matches."],
    [{ eventName: ["INSERT"], dynamodb: { OldImage: { a: { S: ["x"] } } } }, "is not in a record of INSERT"],
    [{ $or: [{ eventName: ["x"] }, { eventName: ["INSERT"] }] }, '"x" never matches'],
  ])("%j", (pattern, message) => {
    const found = warn(pattern);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it("knows the stream", () => {
    const keySchema = { hash: "pk", range: "sk" };
    expect(warn(image({ a: { S: ["x"] } }), { viewType: "KEYS_ONLY" })[0]).toContain("its view type is KEYS_ONLY");
    const keys = (name: string) => ({ dynamodb: { Keys: { [name]: { S: ["x"] } } } });
    expect(warn(keys("id"), { keySchema })).toEqual([
      "dynamodb.Keys.id is no key of this table: its key is pk and sk.",
    ]);
    expect(warn(keys("pk"), { keySchema })).toEqual([]);
  });

  it("has nothing to say of a good pattern", () => {
    expect(warn({ eventName: ["INSERT", { prefix: "M" }], ...status({ "anything-but": ["X"] }) })).toEqual([]);
    expect(warn(image({ a: { N: ["1", { "anything-but": "2" }] }, b: { S: [{ exists: false }] } }))).toEqual([]);
    expect(warn({ userIdentity: { type: ["Service"], principalId: ["dynamodb.amazonaws.com"] } })).toEqual([]);
    expect(warn({ dynamodb: { ApproximateCreationDateTime: [{ numeric: [">", 0] }] } })).toEqual([]);
  });

  it("points at the test, also inside a Pattern's text", () => {
    const text = JSON.stringify({ Filters: [{ Pattern: JSON.stringify(image({ a: { N: [5] } })) }] });
    const [warning] = patternWarnings(filters(text));
    expect(text.slice(warning?.position, (warning?.position ?? 0) + (warning?.length ?? 0))).toBe("5");
  });
});
