import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";
import { type Condition, where } from "./partiql-condition";
import { notWellFormed, PartiqlReader, type Path } from "./partiql-reader";

export type Operand =
  | { value: AttributeValue }
  | { path: Path }
  | { call: string; operands: Operand[] }
  | { sum: [Operand, Operand]; sign: "+" | "-" };

type ReturnValues = "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW";

export interface Update {
  kind: "update";
  table: string;
  set: { path: Path; to: Operand }[];
  /** set_add and set_delete: members that a set gains or loses. */
  members: { path: Path; action: "ADD" | "DELETE"; value: AttributeValue }[];
  remove: Path[];
  where: Condition[];
  returning?: ReturnValues;
}

export interface Select {
  kind: "select";
  table: string;
  index?: string;
  columns: Path[];
  where: Condition[];
  order: { path: Path; descending: boolean }[];
}

export type Statement =
  | { kind: "insert"; table: string; item: AttributeMap }
  | Update
  | { kind: "delete"; table: string; where: Condition[]; returning?: ReturnValues }
  | Select
  | { kind: "exists"; table: string; select: Select };

/** Reads one statement of PartiQL as AWS documents it for DynamoDB. Throws ValidationException. */
export function parseStatement(text: string, parameters: AttributeValue[]): Statement {
  const reader = new PartiqlReader(text, parameters);
  const statement = parse(reader);
  reader.end();
  return statement;
}

function parse(reader: PartiqlReader): Statement {
  switch (reader.next().toUpperCase()) {
    case "INSERT":
      return insert(reader);
    case "UPDATE":
      return update(reader);
    case "DELETE": {
      reader.expect("FROM");
      const [table, conditions] = [reader.name(), where(reader)];
      const returning = returnValues(reader, ["ALL_OLD"]);
      return { kind: "delete", table, where: conditions, ...(returning ? { returning } : {}) };
    }
    case "SELECT":
      return select(reader);
    case "EXISTS": {
      reader.expect("(");
      reader.expect("SELECT");
      const inner = select(reader);
      reader.expect(")");
      return { kind: "exists", table: inner.table, select: inner };
    }
    default:
      throw notWellFormed("a statement begins with INSERT, UPDATE, DELETE or SELECT");
  }
}

function insert(reader: PartiqlReader): Statement {
  reader.expect("INTO");
  const table = reader.name();
  reader.expect("VALUE");
  const item = reader.value();
  if (!("M" in item)) throw notWellFormed("VALUE must be a tuple");
  return { kind: "insert", table, item: item.M };
}

function update(reader: PartiqlReader): Update {
  const statement: Update = { kind: "update", table: reader.name(), set: [], members: [], remove: [], where: [] };
  for (;;) {
    if (reader.accept("SET")) {
      do assignment(reader, statement);
      while (reader.accept(","));
    } else if (reader.accept("REMOVE")) {
      do statement.remove.push(reader.path());
      while (reader.accept(","));
    } else break;
  }
  if (statement.set.length + statement.members.length + statement.remove.length === 0) {
    throw notWellFormed("UPDATE needs SET or REMOVE");
  }
  statement.where = where(reader);
  const returning = returnValues(reader, ["ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]);
  if (returning) statement.returning = returning;
  return statement;
}

function assignment(reader: PartiqlReader, statement: Update): void {
  const path = reader.path();
  reader.expect("=");
  const to = operand(reader);
  if (!("call" in to) || (to.call !== "set_add" && to.call !== "set_delete")) {
    statement.set.push({ path, to });
    return;
  }
  const [of, change] = to.operands;
  const isSame = of && "path" in of && JSON.stringify(of.path) === JSON.stringify(path);
  if (!isSame || !change || !("value" in change)) {
    throw notWellFormed(`${to.call} takes the attribute that is set, and a set`);
  }
  statement.members.push({ path, action: to.call === "set_add" ? "ADD" : "DELETE", value: change.value });
}

function select(reader: PartiqlReader): Select {
  const columns: Path[] = [];
  if (!reader.accept("*")) {
    do columns.push(reader.path());
    while (reader.accept(","));
  }
  reader.expect("FROM");
  const table = reader.name();
  const index = reader.accept(".") ? reader.name() : undefined;
  const conditions = where(reader);
  const order: Select["order"] = [];
  if (reader.accept("ORDER")) {
    reader.expect("BY");
    do {
      const path = reader.path();
      const descending = reader.accept("DESC");
      if (!descending) reader.accept("ASC");
      order.push({ path, descending });
    } while (reader.accept(","));
    if (conditions.length === 0) {
      throw validation("Must have WHERE clause in the statement when using ORDER BY clause.");
    }
  }
  return { kind: "select", table, ...(index === undefined ? {} : { index }), columns, where: conditions, order };
}

function returnValues(reader: PartiqlReader, allowed: ReturnValues[]): ReturnValues | undefined {
  if (!reader.accept("RETURNING")) return undefined;
  const which = reader.accept("ALL") ? "ALL" : reader.accept("MODIFIED") && "UPDATED";
  const when = reader.accept("OLD") ? "OLD" : reader.accept("NEW") && "NEW";
  const found = allowed.find((each) => each === `${which}_${when}`);
  if (!found) throw notWellFormed("RETURNING takes ALL or MODIFIED, OLD or NEW; for DELETE, ALL OLD");
  reader.expect("*");
  return found;
}

function operand(reader: PartiqlReader): Operand {
  let left = term(reader);
  for (;;) {
    // `a -1` is read as a name and a number.
    const isNegative = /^-\d/.test(reader.peek());
    const sign = isNegative || reader.accept("+") ? "+" : reader.accept("-") ? "-" : undefined;
    if (!sign) return left;
    left = { sum: [left, term(reader)], sign };
  }
}

function term(reader: PartiqlReader): Operand {
  if (reader.isCall()) {
    const call = reader.next().toLowerCase();
    reader.expect("(");
    const operands = [operand(reader)];
    while (reader.accept(",")) operands.push(operand(reader));
    reader.expect(")");
    return { call, operands };
  }
  const isName = /^["A-Za-z_]/.test(reader.peek()) && !/^(true|false|null)$/i.test(reader.peek());
  return isName ? { path: reader.path() } : { value: reader.value() };
}
