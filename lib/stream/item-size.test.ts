import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeMap } from "./attribute-value";
import { attributeMap } from "./attribute-value.arbitrary";
import { itemSize, recordSize, valueSize } from "./item-size";
import type { StreamRecord } from "./record";

/** Images of records that AWS sent, with the SizeBytes that it gave them. */
const RECORDED: [number, { Keys: AttributeMap; NewImage?: AttributeMap; OldImage?: AttributeMap }][] = [
  [
    70,
    {
      Keys: { my_partition_key: { S: "hello world" } },
      NewImage: { binary_key: { B: "Zm9vYmFy" }, my_partition_key: { S: "hello world" } },
    },
  ],
  [32, { Keys: { id: { S: "id_value" } }, NewImage: { id2: { S: "id2_value" }, id: { S: "id_value" } } }],
  [
    46,
    {
      Keys: { id: { S: "id_value" } },
      NewImage: { id2: { S: "id2_new_value" }, id: { S: "id_value" } },
      OldImage: { id: { S: "id_value" } },
    },
  ],
  [39, { Keys: { id: { S: "id_value_1" } }, NewImage: { numericFilter: { N: "42" }, id: { S: "id_value_1" } } }],
  [
    58,
    {
      Keys: { my_partition_key: { S: "testId0" } },
      NewImage: { my_partition_key: { S: "testId0" }, should_fail: { BOOL: false } },
    },
  ],
  [13, { Keys: { Username: { S: "Alice" } } }],
  [
    38,
    {
      Keys: { id: { S: "NewKey" } },
      OldImage: { attr1: { S: "value1" }, attr2: { S: "value2" }, id: { S: "NewKey" } },
    },
  ],
];

describe("recordSize", () => {
  it.each(RECORDED)("gives %i bytes, as AWS does", (size, images) => {
    expect(recordSize({ dynamodb: images } as StreamRecord)).toBe(size);
  });
});

describe("valueSize", () => {
  it.each([
    [{ S: "é😀" }, 6],
    [{ S: "\ud800" }, 3],
    [{ N: "0" }, 1],
    [{ N: "-100" }, 2],
    [{ N: "12345678901234567890123456789012345678" }, 20],
    [{ B: "Zm8=" }, 2],
    [{ NULL: true as const }, 1],
    [{ SS: ["a", "bc"] }, 3],
    [{ NS: ["1", "123"] }, 5],
    [{ BS: ["Zm8=", ""] }, 2],
    [{ L: [] }, 3],
    [{ L: [{ S: "a" }, { BOOL: true }] }, 7],
    [{ M: { ab: { S: "c" } } }, 7],
  ])("%j has %i bytes", (value, size) => {
    expect(valueSize(value)).toBe(size);
  });

  it("counts names and values of any item, to a whole number", () => {
    fc.assert(
      fc.property(attributeMap, (item) => {
        const size = itemSize(item);
        expect(Number.isInteger(size)).toBe(true);
        expect(itemSize({ ...item, [`${Object.keys(item).join("")}é`]: { S: "x" } })).toBeGreaterThan(size);
      }),
    );
  });
});
