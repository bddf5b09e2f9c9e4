import type { AttributeValue } from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";
import type { Operand } from "./partiql";
import type { Comparison, Condition } from "./partiql-condition";
import type { Path } from "./partiql-reader";

/** Writes DynamoDB's expressions, every name and value through a placeholder. */
export class StatementExpressions {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};
  #count = 0;

  path(path: Path): string {
    return path
      .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${this.#name(step)}`))
      .join("");
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${this.#count++}`;
    this.#values[placeholder] = value;
    return placeholder;
  }

  operand(operand: Operand): string {
    if ("value" in operand) return this.value(operand.value);
    if ("path" in operand) return this.path(operand.path);
    if ("sum" in operand) return operand.sum.map((each) => this.operand(each)).join(` ${operand.sign} `);
    if (operand.call !== "list_append" && operand.call !== "if_not_exists") {
      throw validation(`The function ${operand.call} is not supported by the sandbox`);
    }
    return `${operand.call}(${operand.operands.map((each) => this.operand(each)).join(", ")})`;
  }

  /** All of them, as one condition; "" for none. */
  all(texts: string[], conditions: Condition[]): string {
    return [...texts, ...conditions.map((each) => this.#condition(each))].join(" AND ");
  }

  #condition(condition: Condition): string {
    // Around a single one they would be redundant, and DynamoDB refuses that.
    if ("all" in condition)
      return bracketed(
        condition.all.map((each) => this.#condition(each)),
        " AND ",
      );
    if ("any" in condition)
      return bracketed(
        condition.any.map((each) => this.#condition(each)),
        " OR ",
      );
    if ("not" in condition) return `(NOT ${this.#condition(condition.not)})`;
    return this.#comparison(condition);
  }

  #comparison({ path, operator, values, size }: Comparison): string {
    const name = size ? `size(${this.path(path)})` : this.path(path);
    const placeholders = values.map((value) => this.value(value));
    switch (operator) {
      case "BETWEEN":
        return `${name} BETWEEN ${placeholders.join(" AND ")}`;
      case "IN":
        return `${name} IN (${placeholders.join(", ")})`;
      case "MISSING":
        return `attribute_not_exists(${name})`;
      case "begins_with":
      case "contains":
      case "attribute_type":
        return `${operator}(${name}, ${placeholders.join()})`;
      default:
        return `${name} ${operator} ${placeholders.join()}`;
    }
  }

  /** The placeholders, for the request; only those in use. */
  members(): object {
    return {
      ...(Object.keys(this.#names).length > 0 ? { ExpressionAttributeNames: { ...this.#names } } : {}),
      ...(Object.keys(this.#values).length > 0 ? { ExpressionAttributeValues: { ...this.#values } } : {}),
    };
  }

  #name(name: string): string {
    const known = Object.keys(this.#names).find((placeholder) => this.#names[placeholder] === name);
    if (known) return known;
    const placeholder = `#n${this.#count++}`;
    this.#names[placeholder] = name;
    return placeholder;
  }
}

function bracketed(texts: string[], operator: string): string {
  return texts.length === 1 ? texts.join() : `(${texts.join(operator)})`;
}
