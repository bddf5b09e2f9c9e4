import { serialization } from "./aws-error";

/** A rule of dynalite: a type's name, or a structure with children. */
type Rule = string | { type?: string; children?: Rule | Record<string, Rule> };
export type Rules = Record<string, Rule>;

const ATTRIBUTE_VALUE: Rules = {
  S: "String",
  B: "Blob",
  N: "String",
  BOOL: "Boolean",
  NULL: "Boolean",
  BS: { type: "List", children: "Blob" },
  NS: { type: "List", children: "String" },
  SS: { type: "List", children: "String" },
  L: { type: "List", children: "AttrStruct<ValueStruct>" },
  M: { type: "Map<AttributeValue>", children: "AttrStruct<ValueStruct>" },
};

/**
 * Checks a request against dynalite's rules, with AWS's texts, and copies what they name. The same as dynalite's checkTypes, but
 * maps have no prototype: there an attribute called `__proto__` is lost, and acts.
 */
export function checkStructure(body: object, rules: Rules): Record<string, unknown> {
  const checked: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const given = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
    const value = check(given, rule);
    if (value !== undefined) checked[name] = value;
  }
  return checked;
}

function check(value: unknown, rule: Rule): unknown {
  if (value === undefined || value === null) return undefined;
  const { type = "", children = "" } = typeof rule === "string" ? { type: rule } : rule;
  const [, name = type, of = ""] = /^(.+?)<(.+)>$/.exec(type) ?? [];
  switch (name) {
    case "AttrStruct":
      return check(value, { type: `${of}<AttributeValue>`, children: ATTRIBUTE_VALUE });
    case "Boolean":
      return checkBoolean(value);
    case "Integer":
    case "Long":
      if (typeof value !== "number") throw scalarExpected(value, name);
      return Math.floor(value);
    case "String":
      if (typeof value !== "string") throw scalarExpected(value, name);
      return value;
    case "Blob":
      return checkBlob(value);
    case "List":
    case "ParameterizedList":
      return checkList(value).map((member) => checkMember(member, children as Rule));
    case "Map":
    case "ParameterizedMap":
      return checkMap(value, of, children as Rule);
    case "ValueStruct":
      if (typeof value !== "object") throw serialization("Unexpected value type in payload");
      if (Array.isArray(value)) throw noCollection(of);
      return checkStructure(value, children as Rules);
    case "FieldStruct":
      if (typeof value !== "object") throw serialization("Unexpected field type");
      if (Array.isArray(value)) throw noCollection(of);
      return checkStructure(value, children as Rules);
    default:
      throw new Error(`dynalite has a rule of the unknown type ${type}`);
  }
}

function checkBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw scalarExpected(value, "Boolean");
  const word = value.toUpperCase();
  if (["TRUE", "1", "YES"].includes(word)) return true;
  if (["FALSE", "0", "NO"].includes(word)) return false;
  throw serialization("Unexpected token received from parser");
}

function checkBlob(value: unknown): string {
  if (typeof value === "boolean" || typeof value === "number") {
    throw serialization("only base-64-encoded strings are convertible to bytes");
  }
  if (Array.isArray(value)) throw serialization("Unrecognized collection type class java.nio.ByteBuffer");
  if (typeof value !== "string") throw structureNotExpected();
  if (value.length % 4 > 0) {
    throw serialization(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
  }
  if (Buffer.from(value, "base64").toString("base64") !== value) {
    throw serialization("Invalid last non-pad Base64 character dectected");
  }
  return value;
}

function checkList(value: unknown): unknown[] {
  if (typeof value !== "object") throw serialization("Unexpected field type");
  if (!Array.isArray(value)) throw structureNotExpected();
  return value;
}

/** A null inside a list or map says nothing: as an attribute value, that is an empty one. */
function checkMember(value: unknown, rule: Rule): unknown {
  if (value !== undefined && value !== null) return check(value, rule);
  if (rule === "String" || rule === "Blob") throw serialization("Unexpected null in a list");
  return Object.create(null);
}

function checkMap(value: unknown, of: string, rule: Rule): object {
  if (typeof value !== "object" || value === null) throw serialization("Unexpected field type");
  if (Array.isArray(value)) {
    const member = of.includes(".") ? of : `com.amazonaws.dynamodb.v20120810.${of}`;
    throw serialization(`Unrecognized collection type java.util.Map<java.lang.String, ${member}>`);
  }
  const map: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value)) map[key] = checkMember(member, rule);
  return map;
}

function scalarExpected(value: unknown, wanted: string) {
  if (typeof value === "string") return serialization(`STRING_VALUE cannot be converted to ${wanted}`);
  if (typeof value === "boolean")
    return serialization(`${value ? "TRUE" : "FALSE"}_VALUE cannot be converted to ${wanted}`);
  if (typeof value === "number") {
    return serialization(`${Number.isInteger(value) ? "NUMBER" : "DECIMAL"}_VALUE cannot be converted to ${wanted}`);
  }
  if (Array.isArray(value)) return serialization(`Unrecognized collection type class java.lang.${wanted}`);
  return structureNotExpected();
}

function structureNotExpected() {
  return serialization("Start of structure or map found where not expected");
}

function noCollection(of: string) {
  return serialization(`Unrecognized collection type class com.amazonaws.dynamodb.v20120810.${of}`);
}
