import engine from "dynalite/db/index.js";
import {
  type AttributeMap,
  type AttributeType,
  type AttributeValue,
  attributeType,
} from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";
import { sameValue } from "./item";

/** A condition or filter as dynalite has parsed it. */
export interface Expression {
  /** and, or, not, function, between, in, or a comparison. */
  type: string;
  name?: string;
  args: Argument[];
}

/** A path, a literal value, or a further expression. */
type Argument = (string | number)[] | AttributeValue | Expression;

const ORDERED: AttributeType[] = ["S", "N", "B"];
const ORDERINGS = ["<", "<=", ">", ">=", "between"];

/**
 * True when the item meets the condition. In place of dynalite's own, to which two lists or maps are never equal, and an ordering
 * of such an error.
 */
export function matches({ type, name, args }: Expression, item: AttributeMap | undefined): boolean {
  if (type === "and") return args.every((each) => matches(each as Expression, item));
  if (type === "or") return args.some((each) => matches(each as Expression, item));
  if (type === "not") return !matches(args[0] as Expression, item);
  const [value, ...operands] = args.map((each) => resolve(each, item));
  const [first, second] = operands;
  switch (type === "function" ? name : type) {
    case "attribute_exists":
      return value !== undefined;
    case "attribute_not_exists":
      return value === undefined;
    case "attribute_type":
      return value !== undefined && first !== undefined && "S" in first && attributeType(value) === first.S;
    case "begins_with":
      return value !== undefined && first !== undefined && beginsWith(value, first);
    case "contains":
      return value !== undefined && first !== undefined && contains(value, first);
    case "in":
      return operands.some((each) => isEqual(value, each));
    case "between":
      return isOrdered(first, "<=", value) && isOrdered(value, "<=", second);
    case "=":
      return isEqual(value, first);
    case "<>":
      return !isEqual(value, first);
    default:
      return isOrdered(value, type, first);
  }
}

/** Throws AWS's ValidationException for literals that have no order. `member`: where the expression stands. */
export function checkOperands({ type, args }: Expression, member: string): void {
  for (const argument of args) {
    if (isExpression(argument)) checkOperands(argument, member);
    else if (ORDERINGS.includes(type) && !Array.isArray(argument) && !ORDERED.includes(attributeType(argument))) {
      throw validation(
        `Invalid ${member}: Incorrect operand type for operator or function; operator or function: ${type.toUpperCase()}, operand type: ${attributeType(argument)}`,
      );
    }
  }
}

function isExpression(argument: Argument): argument is Expression {
  return !Array.isArray(argument) && "args" in argument;
}

function resolve(argument: Argument, item: AttributeMap | undefined): AttributeValue | undefined {
  if (isExpression(argument)) return size(resolve(argument.args[0] as Argument, item));
  if (!Array.isArray(argument)) return argument;
  let found: AttributeValue | undefined = item && { M: item };
  for (const step of argument) {
    if (!found) return undefined;
    if (typeof step === "number") found = "L" in found ? (found.L as AttributeValue[])[step] : undefined;
    else found = "M" in found && Object.hasOwn(found.M, step) ? found.M[step] : undefined;
  }
  return found;
}

function size(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!value || "N" in value || "BOOL" in value || "NULL" in value) return undefined;
  if ("S" in value) return { N: String(value.S.length) };
  if ("B" in value) return { N: String(Buffer.byteLength(value.B, "base64")) };
  return { N: String(Object.keys(Object.values(value)[0] as object).length) };
}

function isEqual(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && sameValue(a, b);
}

function isOrdered(a: AttributeValue | undefined, operator: string, b: AttributeValue | undefined): boolean {
  if (!a || !b || attributeType(a) !== attributeType(b)) return false;
  if ("N" in a) return engine.compare(operator, a, [b]);
  const [x, y] = [bytes(a), bytes(b)];
  if (!x || !y) return false;
  const order = Buffer.compare(x, y);
  return operator.startsWith("<")
    ? order < 0 || (order === 0 && operator === "<=")
    : order > 0 || (order === 0 && operator === ">=");
}

function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  const [whole, part] = [bytes(value), bytes(start)];
  if (!whole || !part || attributeType(value) !== attributeType(start)) return false;
  return whole.subarray(0, part.length).equals(part);
}

function contains(value: AttributeValue, wanted: AttributeValue): boolean {
  if ("L" in value) return value.L.some((each) => sameValue(each, wanted));
  if ("SS" in value) return "S" in wanted && value.SS.includes(wanted.S);
  if ("NS" in value) return "N" in wanted && value.NS.includes(wanted.N);
  if ("BS" in value) return "B" in wanted && value.BS.includes(wanted.B);
  const [whole, part] = [bytes(value), bytes(wanted)];
  return (
    whole !== undefined && part !== undefined && attributeType(value) === attributeType(wanted) && whole.includes(part)
  );
}

/** Text and binary in their order and with their parts. */
function bytes(value: AttributeValue): Buffer | undefined {
  if ("S" in value) return Buffer.from(value.S);
  return "B" in value ? Buffer.from(value.B, "base64") : undefined;
}
