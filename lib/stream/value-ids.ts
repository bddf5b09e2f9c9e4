import type { AttributeValue } from "./attribute-value";
import { canonicalDecimal } from "./decimal";

/**
 * Gives equal values (as equal-values.ts says) the same number, so that a diff compares whole subtrees in one step.
 * Each value is looked at once, however deep it lies.
 */
export class ValueIds {
  private readonly known = new Map<string, Map<string, number>>();
  private readonly collections = new Map<AttributeValue, number>();
  /** By the text as sent and by the canonical one. */
  private readonly numbers = new Map<string, number>();
  private next = 0;

  idOf(value: AttributeValue): number {
    if ("S" in value) return this.intern("S", value.S);
    if ("N" in value) return this.idOfNumber(value.N);
    if ("B" in value) return this.intern("B", value.B);
    if ("BOOL" in value) return this.intern("BOOL", String(value.BOOL));
    if ("NULL" in value) return this.intern("NULL", "");
    let id = this.collections.get(value);
    if (id === undefined) {
      id = this.idOfCollection(value);
      this.collections.set(value, id);
    }
    return id;
  }

  /** For a member of a set of this type. */
  idOfMember(type: string, member: string): number {
    return type === "NS" ? this.idOfNumber(member) : this.intern("member", member);
  }

  private idOfCollection(value: AttributeValue): number {
    if ("L" in value) return this.intern("L", value.L.map((element) => this.idOf(element)).join());
    if ("M" in value) {
      const parts = Object.keys(value.M).map((name) => {
        const member = value.M[name];
        return `${this.intern("name", name)}:${member ? this.idOf(member) : ""}`;
      });
      return this.intern("M", parts.sort().join());
    }
    const [type = "", members] = Object.entries(value)[0] ?? [];
    if (type !== "SS" && type !== "NS" && type !== "BS") return this.intern(type, JSON.stringify(members));
    const ids = (members as string[]).map((member) => this.idOfMember(type, member));
    return this.intern(type, ids.sort((a, b) => a - b).join());
  }

  private idOfNumber(text: string): number {
    let id = this.numbers.get(text);
    if (id !== undefined) return id;
    const canonical = canonicalDecimal(text);
    id = this.numbers.get(canonical);
    if (id === undefined) {
      id = this.next++;
      this.numbers.set(canonical, id);
    }
    if (canonical !== text) this.numbers.set(text, id);
    return id;
  }

  private intern(type: string, text: string): number {
    let ids = this.known.get(type);
    if (!ids) {
      ids = new Map();
      this.known.set(type, ids);
    }
    let id = ids.get(text);
    if (id === undefined) {
      id = this.next++;
      ids.set(text, id);
    }
    return id;
  }
}
