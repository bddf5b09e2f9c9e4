import { serialization, validation } from "./aws-error";

type Body = Record<string, unknown>;

/** A string member of a request; undefined when absent. */
export function text(body: Body, member: string): string | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw serialization(`${typeName(value)} cannot be converted to String`);
  return value;
}

export function boolean(body: Body, member: string): boolean | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw serialization(`${typeName(value)} cannot be converted to Boolean`);
  return value;
}

/** A whole number within bounds; undefined when absent. */
export function integer(body: Body, member: string, least: number, most: number): number | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw serialization(`${typeName(value)} cannot be converted to Integer`);
  if (value < least)
    throw constraint(member, String(value), `Member must have value greater than or equal to ${least}`);
  if (value > most) throw constraint(member, String(value), `Member must have value less than or equal to ${most}`);
  return Math.floor(value);
}

export function oneOf<const T extends string>(body: Body, member: string, values: readonly T[]): T | undefined {
  const value = text(body, member);
  if (value === undefined) return undefined;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) {
    throw constraint(member, value, `Member must satisfy enum value set: [${values.join(", ")}]`);
  }
  return found;
}

/** A structure; undefined when absent. */
export function structure(body: Body, member: string): Body | undefined {
  const value = body[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw serialization("Unexpected field type");
  return value as Body;
}

function constraint(member: string, value: string, rule: string) {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return validation(`1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${rule}`);
}

function typeName(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return Array.isArray(value) ? "START_ARRAY" : "START_OBJECT";
}
