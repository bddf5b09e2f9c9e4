import fc from "fast-check";
import type { AttributeMap, AttributeValue } from "./attribute-value";

/** For property tests: any item that DynamoDB could send, with the names and numbers that have broken others. */
const name = fc.oneof(
  fc.constantFrom("a", "b", "c", "__proto__", "constructor", "odd. name", ""),
  fc.string({ unit: "binary", maxLength: 5 }),
);
const number = fc.oneof(
  fc.constantFrom("0", "1", "-1", "12345678901234567890123456789012345678", "1E-130", "9.9E+125", "0.1"),
  fc.integer({ min: -5, max: 20 }).map(String),
);
const text = fc.oneof(fc.constantFrom("", "x", "PENDING"), fc.string({ unit: "binary", maxLength: 6 }));
const binary = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString("base64"));
const set = (member: fc.Arbitrary<string>) => fc.uniqueArray(member, { minLength: 1, maxLength: 4 });

export function mapFrom(entries: [string, AttributeValue][]): AttributeMap {
  // As JSON.parse does: a name such as __proto__ becomes a property of the map's own.
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`);
}

export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    binary.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    set(text).map((SS) => ({ SS })),
    set(number).map((NS) => ({ NS })),
    set(binary).map((BS) => ({ BS })),
    fc.array(tie("value"), { maxLength: 6 }).map((L) => ({ L })),
    fc.array(fc.tuple(name, tie("value")), { maxLength: 4 }).map((entries) => ({ M: mapFrom(entries) })),
  ),
})).value;

export const attributeMap: fc.Arbitrary<AttributeMap> = fc
  .array(fc.tuple(name, attributeValue), { maxLength: 6 })
  .map(mapFrom);
