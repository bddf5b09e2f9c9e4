import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyCompletion, completionPlace, fixedCompletions, shardCompletion } from "./completion";
import { parseFilter } from "./filter";

/** `|` is the caret. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  const text = marked.replace("|", "");
  const place = completionPlace(text, caret);
  return place && { ...place.want, replaces: text.slice(place.start, place.end) };
}

describe("what is being typed", () => {
  test.each([
    ["|", { kind: "field", prefix: "", replaces: "" }],
    ["ev|", { kind: "field", prefix: "ev", replaces: "ev" }],
    ["ev|ent:x", { kind: "field", prefix: "ev", replaces: "event:" }],
    ["-sta|", { kind: "field", prefix: "sta", replaces: "sta" }],
    ["a (ke|", { kind: "field", prefix: "ke", replaces: "ke" }],
    ["event:|", { kind: "event", prefix: "", replaces: "" }],
    ["event:insert,mo|", { kind: "event", prefix: "mo", replaces: "mo" }],
    ["event:in|,modify", { kind: "event", prefix: "in", replaces: "in" }],
    ["new.|", { kind: "path", image: "new", prefix: "", replaces: "" }],
    ["OLD.shipping.ci|", { kind: "path", image: "old", prefix: "shipping.ci", replaces: "shipping.ci" }],
    ["new.sta|:PAID", { kind: "path", image: "new", prefix: "sta", replaces: "sta" }],
    ["changed:sta|", { kind: "path", prefix: "sta", replaces: "sta" }],
    ["new.status:PA|", { kind: "value", image: "new", path: "status", prefix: "PA", replaces: "PA" }],
    ['new."a b":"P|', { kind: "value", image: "new", path: '"a b"', prefix: "P", replaces: '"P' }],
    ["key:ORDER#1|", { kind: "key", prefix: "ORDER#1", replaces: "ORDER#1" }],
    ["ttl:t|", { kind: "ttl", prefix: "t", replaces: "t" }],
    ["shard:a1,…3|", { kind: "shard", prefix: "…3", replaces: "…3" }],
    ["key:ORDER*|", undefined],
    ["new.total>1|", undefined],
    ["size>4|", undefined],
    ["se|", { kind: "field", prefix: "se", replaces: "se" }],
    ["seq:1|", undefined],
    ["ORDER#1|", undefined],
    ['"some tex|', undefined],
  ])("%s", (marked, expected) => {
    expect(at(marked)).toEqual(expected);
  });

  test("is found in any text, or nothing is, and never throws", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-z:."*(),\- #=><]{0,30}$/));
    fc.assert(
      fc.property(text, fc.nat(40), (typed, caret) => {
        const place = completionPlace(typed, Math.min(caret, typed.length));
        if (!place) return;
        expect(place.start).toBeLessThanOrEqual(Math.min(caret, typed.length));
        expect(place.end).toBeGreaterThanOrEqual(place.start);
        expect(place.end).toBeLessThanOrEqual(typed.length);
      }),
    );
  });
});

test("what is put in takes the place of what was typed, and typing goes on behind it", () => {
  const put = (marked: string, index = 0) => {
    const caret = marked.indexOf("|");
    const text = marked.replace("|", "");
    const place = completionPlace(text, caret);
    const completion = place && fixedCompletions(place.want)[index];
    if (!place || !completion) throw new Error(marked);
    const after = applyCompletion(text, place, completion);
    return `${after.text.slice(0, after.caret)}|${after.text.slice(after.caret)}`;
  };
  expect(put("ev|")).toBe("event:|");
  expect(put("se|")).toBe("seq:|");
  expect(put("a ev| b")).toBe("a event:| b");
  expect(put("ev|ent:modify")).toBe("event:|modify");
  expect(put("event:mo|")).toBe("event:modify |");
  expect(put("event:mo|,insert")).toBe("event:modify|,insert");
  expect(put("(ttl:t|)")).toBe("(ttl:true|)");
  expect(put("time:|")).toBe("time:-5m |");
});

test("a path that is changed before its operator keeps it", () => {
  const place = completionPlace("new.sta>5", 7);
  expect(place && applyCompletion("new.sta>5", place, { text: "stock:", open: true })).toEqual({
    text: "new.stock>5",
    caret: 9,
  });
});

test("every fixed completion that is whole parses", () => {
  for (const field of ["event:", "ttl:", "time:"]) {
    const place = completionPlace(field, field.length);
    for (const completion of place ? fixedCompletions(place.want) : []) {
      const text = place && applyCompletion(field, place, completion).text;
      expect(parseFilter(text ?? "(", { now: 0 }).error).toBeUndefined();
    }
  }
});

test("a shard is found by its end, by its last part, or whole", () => {
  const id = "shardId-00000001763624153593-03c5351a";
  for (const typed of ["", "35", "351a", "…351", "03C5", "shardId-0000"]) {
    expect(shardCompletion(id, typed)).toEqual([{ text: "351a", detail: id }]);
  }
  expect(shardCompletion(id, "99")).toEqual([]);
});
