import type { Clock } from "@/lib/clock";
import type { AttributeMap } from "@/lib/stream/attribute-value";

/** Writes without a table name; batches as `{Writes: […]}`. */
export type Write = (operation: string, body: object) => Promise<void>;

export function key(pk: string, sk: string): AttributeMap {
  return { pk: { S: pk }, sk: { S: sk } };
}

export const CITIES = ["Lisbon", "Oslo", "Kraków", "Nairobi", "Osaka", "São Paulo", "Reykjavík"] as const;
export const NAMES = [
  "Ada Moreau",
  "Bo Lindqvist",
  "Chiara Ricci",
  "Dmitri Sokolov",
  "Eun-ji Han",
  "Farah Haddad",
  "Grace Otieno",
] as const;
export const PRODUCTS = [
  "espresso cups",
  "wool blanket",
  "field notebook",
  "desk lamp",
  "bicycle bell",
  "paper kite",
  "oak tray",
] as const;

/** Made-up values of every type, by the clock's dice. */
export class ShopValues {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  product(): { M: AttributeMap } {
    return {
      M: {
        product: { S: this.pick(PRODUCTS) },
        quantity: { N: String(this.whole(1, 6)) },
        price: { N: this.decimal(2, 90) },
        options: { L: [{ S: this.pick(["blue", "green", "natural"]) }, { BOOL: true }, { NULL: true }] },
      },
    };
  }

  pick<T>(values: readonly [T, ...T[]]): T;
  pick<T>(values: readonly T[]): T | undefined;
  pick<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#clock.random() * values.length)];
  }

  some(values: string[], count: number): string[] {
    const start = this.whole(0, values.length - 1);
    return Array.from({ length: count }, (_, i) => values[(start + i) % values.length] as string);
  }

  /** From least to most, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#clock.random() * (most - least + 1));
  }

  decimal(least: number, most: number): string {
    return (least + this.#clock.random() * (most - least)).toFixed(2);
  }

  /** A number of so many digits, the first and last not 0. */
  digits(count: number): string {
    return Array.from({ length: count }, (_, i) => this.whole(i === 0 || i === count - 1 ? 1 : 0, 9)).join("");
  }

  bytes(count: number): string {
    return Buffer.from(Array.from({ length: count }, () => this.whole(0, 255))).toString("base64");
  }
}
