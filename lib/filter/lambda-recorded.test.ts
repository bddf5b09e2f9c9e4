import { describe, expect, it } from "vitest";
import { loadRecordings } from "@/tests/sandbox/recorded";
import { readFilterCriteria } from "./lambda-criteria";
import { matchLambdaFilters } from "./lambda-match";
import { patternWarnings } from "./lambda-warnings";

type Item = Record<string, Record<string, string>>;
interface Delivered {
  Records: { eventName: string; dynamodb: { NewImage: Item } }[];
}

/** The two writes of each recorded test, as its source has them: a recording holds only what was delivered. */
const WRITES: Record<string, { eventName: string; image: Item; old?: Item }[]> = {
  // A second put of the same item writes no record.
  insert_same_entry_twice: [{ eventName: "INSERT", image: { id: { S: "id_value" }, id2: { S: "id2_value" } } }],
  content_or_filter: [
    { eventName: "INSERT", image: { id: { S: "id_value" } } },
    {
      eventName: "MODIFY",
      image: { id: { S: "id_value" }, id2: { S: "id2_new_value" } },
      old: { id: { S: "id_value" } },
    },
  ],
  content_filter_type: [
    { eventName: "INSERT", image: { id: { S: "id_value_1" }, presentKey: { S: "presentValue" } } },
    { eventName: "INSERT", image: { id: { S: "id_value_2" } } },
  ],
  exists_filter_type: [
    { eventName: "INSERT", image: { id: { S: "id_value_1" }, presentKey: { S: "presentValue" } } },
    { eventName: "INSERT", image: { id: { S: "id_value_2" } } },
  ],
  numeric_filter: [
    { eventName: "INSERT", image: { id: { S: "id_value_1" }, numericFilter: { N: "42" } } },
    { eventName: "INSERT", image: { id: { S: "id_value_2" }, numericFilter: { N: "101" } } },
  ],
};

function record({ eventName, image, old }: { eventName: string; image: Item; old?: Item }) {
  return {
    eventID: "1",
    eventName,
    eventSource: "aws:dynamodb",
    dynamodb: { Keys: { id: image.id }, NewImage: image, ...(old && { OldImage: old }) },
  };
}

const filterTests = loadRecordings().filter(({ test }) => test.includes("::test_dynamodb_event_filter["));

describe("filters, as AWS answered", () => {
  it("knows every recorded one", () => {
    const names = filterTests.map(({ test }) => /\[(.*)\]$/.exec(test)?.[1] ?? "");
    expect(names.sort()).toEqual(Object.keys(WRITES).sort());
  });

  it.each(filterTests)("$test", ({ test, parts }) => {
    const criteria = (
      parts.create_event_source_mapping_response as { FilterCriteria: { Filters: { Pattern: object }[] } }
    ).FilterCriteria;
    // The snapshot shows a Pattern opened; AWS had it as text.
    const sent = { Filters: criteria.Filters.map(({ Pattern }) => ({ Pattern: JSON.stringify(Pattern) })) };
    const { filters = [], error } = readFilterCriteria(JSON.stringify(sent));
    expect(error).toBeUndefined();
    const writes = WRITES[/\[(.*)\]$/.exec(test)?.[1] ?? ""] ?? [];
    const passed = writes.filter((write) => matchLambdaFilters(filters, record(write)).passed);
    const delivered = (parts["lambda-multiple-log-events"] as Delivered[]).flatMap(({ Records }) => Records);
    expect(passed.map(({ eventName, image }) => ({ eventName, image }))).toEqual(
      delivered.map(({ eventName, dynamodb }) => ({ eventName, image: dynamodb.NewImage })),
    );
    for (const each of delivered) expect(matchLambdaFilters(filters, each).passed).toBe(true);
    if (test.includes("numeric_filter")) {
      expect(patternWarnings(filters).map(({ path }) => path)).toEqual(["dynamodb.NewImage.numericFilter.N"]);
    } else expect(patternWarnings(filters)).toEqual([]);
  });

  const refused = loadRecordings().filter(({ test }) => test.includes("::test_dynamodb_invalid_event_filter["));

  it("has the recorded refusals", () => {
    expect(refused).toHaveLength(2);
  });

  it.each(refused)("$test", ({ test, parts }) => {
    expect(JSON.stringify(parts)).toContain("Invalid filter pattern definition.");
    const pattern = /\[(.*)\]$/.exec(test)?.[1] ?? "";
    const { error } = readFilterCriteria(JSON.stringify({ Filters: [{ Pattern: pattern }] }));
    expect(error?.message).toBeTypeOf("string");
  });
});
