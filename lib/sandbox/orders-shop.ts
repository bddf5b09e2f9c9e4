import type { Clock } from "@/lib/clock";
import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { OrdersCatalogue } from "./orders-catalogue";
import type { ShopIds } from "./shop-ids";
import { CITIES, key, NAMES, PRODUCTS, ShopValues, type Write } from "./shop-values";

interface Order {
  id: string;
  customer: string;
  status: number;
  lines: number;
}

const STATUS = ["PENDING", "PAID", "SHIPPED", "DELIVERED"] as const;
/** One round, of some 45 writes: everything shows up within it. */
const ROUND = [
  ...[
    "customer",
    "product",
    "order",
    "order",
    "advance",
    "cart",
    "fillCart",
    "description",
    "order",
    "lines",
    "advance",
  ],
  ...["variant", "advance", "profile", "cart", "advance", "specification", "order", "advance", "stock", "fillCart"],
  ...["lines", "type", "advance", "advance", "ledger", "cart", "description", "advance", "cancel"],
] as const;
const MAX_CUSTOMERS = 40;
const MAX_ORDERS = 120;
const CART_LIFE_SECONDS = 20;

/**
 * A shop in single-table design: CUSTOMER#, ORDER# (with lines), CART# (which expire), PRODUCT#, STOCK. Remembers only what it
 * needs next.
 */
export class OrdersShop {
  readonly #clock: Clock;
  readonly #write: Write;
  readonly #values: ShopValues;
  readonly #customers: string[] = [];
  readonly #orders: Order[] = [];
  readonly #carts: string[] = [];
  readonly #catalogue: OrdersCatalogue;
  readonly #ids: ShopIds;
  #step = 0;

  constructor(clock: Clock, ids: ShopIds, write: Write) {
    this.#clock = clock;
    this.#write = write;
    this.#ids = ids;
    this.#values = new ShopValues(clock);
    this.#catalogue = new OrdersCatalogue(write, this.#values, ids);
  }

  /** Does the next thing; answers how many items it wrote. */
  async step(): Promise<number> {
    const kind = ROUND[this.#step++ % ROUND.length] as (typeof ROUND)[number];
    switch (kind) {
      case "customer":
        return this.#newCustomer();
      case "order":
        return this.#newOrder();
      case "lines":
        return this.#writeLines();
      case "advance":
        return this.#advanceOrder();
      case "cart":
        return this.#newCart();
      case "fillCart":
        return this.#fillCart();
      case "profile":
        return this.#changeProfile();
      case "stock":
        return this.#countStock();
      case "ledger":
        return this.#bookLedger();
      case "cancel":
        return this.#cancelOrder();
      case "product":
        return this.#catalogue.newProduct();
      case "description":
        return this.#catalogue.reviseDescription();
      case "variant":
        return this.#catalogue.insertVariant();
      case "specification":
        return this.#catalogue.reviseSpecification();
      case "type":
        return this.#catalogue.changeType();
    }
  }

  async #newCustomer(): Promise<number> {
    const id = this.#ids.next("CUSTOMER");
    const name = this.#values.pick(NAMES);
    await this.#write("PutItem", {
      Item: {
        ...key(`CUSTOMER#${id}`, "PROFILE"),
        name: { S: name },
        email: { S: `${name.split(" ")[0]?.toLowerCase()}.${id}@example.com` },
        address: {
          M: {
            street: { S: `${this.#values.whole(1, 200)} Harbour Road` },
            city: { S: this.#values.pick(CITIES) },
            location: { M: { lat: { N: this.#values.decimal(-90, 90) }, lon: { N: this.#values.decimal(-180, 180) } } },
          },
        },
        interests: { SS: this.#values.some(["coffee", "travel", "music", "gardening", "cycling"], 2) },
        sizes: { NS: this.#values.some(["36", "37.5", "39", "40.5", "42"], 2) },
        devices: { BS: [this.#values.bytes(8), this.#values.bytes(8)] },
        balance: { N: this.#values.digits(38) },
        avatar: { B: this.#values.bytes(48) },
        newsletter: { BOOL: this.#clock.random() < 0.5 },
        referredBy: { NULL: true },
        orders: { N: "0" },
      },
    });
    this.#customers.push(id);
    if (this.#customers.length > MAX_CUSTOMERS) this.#customers.shift();
    return 1;
  }

  /** A transaction: the order and the customer's count change together. */
  async #newOrder(): Promise<number> {
    const customer = this.#values.pick(this.#customers);
    if (customer === undefined) return this.#newCustomer();
    const order: Order = { id: this.#ids.next("ORDER"), customer, status: 0, lines: 0 };
    const total = this.#values.decimal(5, 400);
    await this.#write("TransactWriteItems", {
      TransactItems: [
        {
          Put: {
            Item: {
              ...key(`ORDER#${order.id}`, "META"),
              customer: { S: `CUSTOMER#${customer}` },
              status: { S: STATUS[0] },
              total: { N: total },
              currency: { S: "EUR" },
              items: { L: [this.#values.product(), this.#values.product()] },
              history: { L: [this.#moment("PENDING")] },
              gift: { BOOL: false },
              version: { N: "1" },
            },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        {
          Update: {
            Key: key(`CUSTOMER#${customer}`, "PROFILE"),
            UpdateExpression: "SET lastOrder = :order ADD orders :one",
            ExpressionAttributeValues: { ":order": { S: `ORDER#${order.id}` }, ":one": { N: "1" } },
          },
        },
      ],
    });
    this.#orders.push(order);
    if (this.#orders.length > MAX_ORDERS) this.#orders.shift();
    return 2;
  }

  /** A batch of line items beside their order. */
  async #writeLines(): Promise<number> {
    const order = this.#values.pick(this.#orders);
    if (!order) return this.#newOrder();
    const lines = [1, 2, 3].map((i) => order.lines + i);
    order.lines += lines.length;
    await this.#write("BatchWriteItem", {
      Writes: lines.map((line) => ({
        PutRequest: {
          Item: {
            ...key(`ORDER#${order.id}`, `LINE#${String(line).padStart(3, "0")}`),
            ...this.#values.product().M,
            serials: { NS: [this.#values.digits(12), this.#values.digits(12)] },
            label: { B: this.#values.bytes(24) },
          },
        },
      })),
    });
    return lines.length;
  }

  /** PENDING → PAID → SHIPPED → DELIVERED */
  async #advanceOrder(): Promise<number> {
    const order = this.#values.pick(this.#orders.filter((candidate) => candidate.status < STATUS.length - 1));
    if (!order) return this.#newOrder();
    order.status += 1;
    const status = STATUS[order.status] as string;
    const shipping: AttributeMap = {
      carrier: { S: this.#values.pick(["DHL", "PostNord", "UPS"]) },
      tracking: { S: this.#values.digits(14) },
      parcels: { L: [{ M: { grams: { N: String(this.#values.whole(200, 5000)) }, fragile: { BOOL: true } } }] },
    };
    const isShipped = status === "SHIPPED";
    await this.#write("UpdateItem", {
      Key: key(`ORDER#${order.id}`, "META"),
      UpdateExpression: `SET #status = :status, history = list_append(history, :moment)${isShipped ? ", shipping = :shipping" : ""} ADD version :one`,
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":status": { S: status },
        ":moment": { L: [this.#moment(status)] },
        ":one": { N: "1" },
        ...(isShipped ? { ":shipping": { M: shipping } } : {}),
      },
    });
    return 1;
  }

  /** Left alone, time to live removes it. */
  async #newCart(): Promise<number> {
    const id = this.#ids.next("CART");
    await this.#write("PutItem", {
      Item: {
        ...key(`CART#${id}`, "CURRENT"),
        lines: { M: { first: this.#values.product() } },
        coupons: { SS: ["WELCOME10"] },
        expiresAt: { N: this.#expiry() },
      },
    });
    this.#carts.push(id);
    if (this.#carts.length > 3) this.#carts.shift();
    return 1;
  }

  async #fillCart(): Promise<number> {
    const id = this.#carts.at(-1);
    if (id === undefined) return this.#newCart();
    await this.#write("UpdateItem", {
      Key: key(`CART#${id}`, "CURRENT"),
      UpdateExpression: "SET #line = :product, expiresAt = :expiry ADD coupons :coupon",
      ExpressionAttributeNames: { "#line": `extra${this.#values.whole(1, 9)}` },
      ExpressionAttributeValues: {
        ":product": this.#values.product(),
        ":expiry": { N: this.#expiry() },
        ":coupon": { SS: [`SAVE${this.#values.whole(1, 9)}0`] },
      },
    });
    return 1;
  }

  async #changeProfile(): Promise<number> {
    const id = this.#values.pick(this.#customers);
    if (id === undefined) return this.#newCustomer();
    await this.#write("UpdateItem", {
      Key: key(`CUSTOMER#${id}`, "PROFILE"),
      UpdateExpression:
        "SET address.city = :city, avatar = :avatar REMOVE referredBy ADD interests :new DELETE sizes :old",
      ExpressionAttributeValues: {
        ":city": { S: this.#values.pick(CITIES) },
        ":avatar": { B: this.#values.bytes(48) },
        ":new": { SS: [this.#values.pick(["chess", "film", "sailing"])] },
        ":old": { NS: ["39"] },
      },
    });
    return 1;
  }

  async #countStock(): Promise<number> {
    await this.#write("UpdateItem", {
      Key: key("STOCK", this.#values.pick(PRODUCTS)),
      UpdateExpression: "ADD onHand :change",
      ExpressionAttributeValues: { ":change": { N: String(this.#values.whole(1, 20)) } },
    });
    return 1;
  }

  /** A 38-digit number that changes in its last digits: a double would not see it. */
  async #bookLedger(): Promise<number> {
    const id = this.#values.pick(this.#customers);
    if (id === undefined) return this.#newCustomer();
    await this.#write("UpdateItem", {
      Key: key(`CUSTOMER#${id}`, "PROFILE"),
      UpdateExpression: "SET balance = :balance",
      ExpressionAttributeValues: { ":balance": { N: `10000000000000000000000000000000000${this.#values.digits(3)}` } },
    });
    return 1;
  }

  async #cancelOrder(): Promise<number> {
    const order = this.#orders.shift();
    if (!order) return this.#newOrder();
    const lines = Array.from({ length: Math.min(order.lines, 20) }, (_, i) => i + 1);
    const sorts = ["META", ...lines.map((line) => `LINE#${String(line).padStart(3, "0")}`)];
    await this.#write("BatchWriteItem", {
      Writes: sorts.map((sort) => ({ DeleteRequest: { Key: key(`ORDER#${order.id}`, sort) } })),
    });
    return sorts.length;
  }

  #moment(status: string): AttributeValue {
    return { M: { status: { S: status }, at: { S: new Date(this.#clock.now()).toISOString() } } };
  }

  #expiry(): string {
    return String(Math.floor(this.#clock.now() / 1000) + CART_LIFE_SECONDS + this.#values.whole(0, 10));
  }
}
