import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import type { ShopIds } from "./shop-ids";
import { key, PRODUCTS, type ShopValues, type Write } from "./shop-values";

interface Product {
  id: string;
  words: string[];
  variants: AttributeValue[];
  sizes: number;
}

const DESCRIPTION =
  "Made by hand in a small workshop by the sea and finished with a coat of natural oil that keeps water out for years. " +
  "Each piece differs a little from the next because the grain of the wood decides where it is cut and how it bends. " +
  "Wash it by hand with warm water and dry it at once so that the surface stays smooth and the edges do not open. " +
  "We pack it in paper only and send it by train wherever a train goes and by bicycle for the last part of the way.";
const SYNONYMS = ["carefully", "quietly", "slowly", "twice", "gladly", "seldom", "usually"] as const;
const MAX_PRODUCTS = 12;

/** The shop's PRODUCT# items: large, nested, and changed in the ways that are hard to see in a diff. */
export class OrdersCatalogue {
  readonly #write: Write;
  readonly #values: ShopValues;
  readonly #ids: ShopIds;
  readonly #products: Product[] = [];

  constructor(write: Write, values: ShopValues, ids: ShopIds) {
    this.#write = write;
    this.#values = values;
    this.#ids = ids;
  }

  async newProduct(): Promise<number> {
    const product: Product = {
      id: this.#ids.next("PRODUCT"),
      words: DESCRIPTION.split(" "),
      variants: Array.from({ length: 12 }, (_, i) => this.#variant(`V${i + 1}`)),
      sizes: 0,
    };
    await this.#write("PutItem", {
      Item: {
        ...key(`PRODUCT#${product.id}`, "DETAILS"),
        title: { S: this.#values.pick(PRODUCTS) },
        description: { S: product.words.join(" ") },
        size: { N: "42" },
        specification: {
          M: {
            dimensions: { M: { width: this.#length(), height: this.#length(), depth: this.#length() } },
            materials: { L: ["oak", "linseed oil", "brass"].map((name) => this.#material(name)) },
            care: { M: { washing: { S: "by hand" }, drying: { M: { inSun: { BOOL: false }, hours: { N: "12" } } } } },
          },
        },
        variants: { L: product.variants },
        warehouses: { M: this.#warehouses() },
        photos: { BS: [this.#values.bytes(32), this.#values.bytes(32), this.#values.bytes(32)] },
        ratings: { NS: this.#values.some(["1", "2.5", "3", "4", "4.5", "5"], 4) },
        tags: { SS: this.#values.some(["kitchen", "gift", "wood", "summer", "bestseller"], 3) },
      },
    });
    this.#products.push(product);
    if (this.#products.length > MAX_PRODUCTS) this.#products.shift();
    return 1;
  }

  /** A few words of a long text. */
  reviseDescription(): Promise<number> {
    return this.#change((product) => {
      for (let i = 0; i < 3; i++) {
        product.words[this.#values.whole(0, product.words.length - 1)] = this.#values.pick(SYNONYMS);
      }
      product.words.splice(this.#values.whole(1, product.words.length - 1), 0, this.#values.pick(SYNONYMS));
      if (product.words.length > 120) product.words.splice(20, 5);
      return { description: { S: product.words.join(" ") } };
    });
  }

  /** A list that gains an element in the middle, and loses one at the end when it is long. */
  insertVariant(): Promise<number> {
    return this.#change((product) => {
      const at = this.#values.whole(1, product.variants.length - 1);
      product.variants.splice(at, 0, this.#variant(`N${this.#values.whole(1, 99)}`));
      if (product.variants.length > 16) product.variants.pop();
      return { variants: { L: product.variants } };
    });
  }

  /** Much of a large nested value at once. */
  reviseSpecification(): Promise<number> {
    return this.#change(() => ({
      "specification.dimensions": { M: { width: this.#length(), height: this.#length(), weight: { N: "1.250" } } },
      "specification.materials[1]": this.#material(this.#values.pick(["walnut", "beeswax", "steel"] as const)),
      "specification.care.drying.hours": { N: String(this.#values.whole(1, 48)) },
      warehouses: { M: this.#warehouses() },
    }));
  }

  /** The same attribute as a number, a text and a list by turns. */
  changeType(): Promise<number> {
    return this.#change((product) => {
      product.sizes += 1;
      const size: AttributeValue[] = [{ N: "42" }, { S: "42 EU" }, { L: [{ N: "42" }, { S: "8.5 UK" }] }];
      return { size: size[product.sizes % size.length] as AttributeValue };
    });
  }

  async #change(make: (product: Product) => AttributeMap): Promise<number> {
    const product = this.#values.pick(this.#products);
    if (!product) return this.newProduct();
    const changes = Object.entries(make(product));
    await this.#write("UpdateItem", {
      Key: key(`PRODUCT#${product.id}`, "DETAILS"),
      UpdateExpression: `SET ${changes.map(([path], i) => `${path.replace(/^\w+/, "#$&")} = :v${i}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(
        changes.map(([path]) => [`#${/^\w+/.exec(path)}`, `${/^\w+/.exec(path)}`]),
      ),
      ExpressionAttributeValues: Object.fromEntries(changes.map(([, value], i) => [`:v${i}`, value])),
    });
    return 1;
  }

  #variant(code: string): AttributeValue {
    return {
      M: {
        code: { S: code },
        colour: { S: this.#values.pick(["blue", "green", "natural", "black"] as const) },
        price: { N: this.#values.decimal(5, 200) },
        available: { BOOL: this.#values.whole(0, 3) > 0 },
      },
    };
  }

  #material(name: string): AttributeValue {
    return { M: { name: { S: name }, share: { N: this.#values.decimal(0, 1) }, recycled: { BOOL: true } } };
  }

  #warehouses(): AttributeMap {
    const stock = (): AttributeValue => ({
      M: { onHand: { N: String(this.#values.whole(0, 500)) }, shelf: { S: `${this.#values.whole(1, 90)}-B` } },
    });
    return { lisbon: stock(), osaka: stock(), nairobi: stock(), reykjavik: stock() };
  }

  #length(): AttributeValue {
    return { M: { value: { N: this.#values.decimal(5, 120) }, unit: { S: "cm" } } };
  }
}
