/**
 * DynamoDB's typed JSON, kept as sent. N stays a string (38 digits do not fit a double), B stays base64.
 * Always made by JSON.parse, which gives `__proto__` as a plain own property; never copy keys by assignment onto `{}`.
 */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { M: AttributeMap }
  | { L: AttributeValue[] }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] };

export type AttributeMap = { [name: string]: AttributeValue };

export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "M" | "L" | "SS" | "NS" | "BS";

/** The type tag of a value. An unknown tag (AWS may add one) is returned as it stands. */
export function attributeType(value: AttributeValue): AttributeType {
  return Object.keys(value)[0] as AttributeType;
}
