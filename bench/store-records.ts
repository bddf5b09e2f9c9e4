import type { StoredCapture } from "@/lib/capture/store";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { StreamRecord } from "@/lib/stream/record";

/** A shop's day: orders that pass through their states, told by arithmetic, so that every run stores the same. */
export const SHARDS = 8;
export const DAY = 86_400_000;
/** Midnight before the day, milliseconds. */
export const FROM = Date.UTC(2026, 10, 20);

export const ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-20T00:00:00.000";
/** Records of one commit: what a page of GetRecords holds. */
export const PAGE = 1000;

/** A capture that holds the day, or is about to. */
export const benchCapture: Omit<StoredCapture, "id"> = {
  stream: {
    arn: ARN,
    tableName: "orders",
    label: "2026-11-20T00:00:00.000",
    status: "ENABLED",
    viewType: "NEW_AND_OLD_IMAGES",
    keySchema: { hash: "pk", range: "sk" },
  },
  connection: { id: "sandbox", kind: "sandbox", label: "Sandbox" },
  start: { at: "trimHorizon" },
  createdAt: FROM,
  openedAt: FROM,
  reading: "paused",
};

const STATES = ["PENDING", "PAID", "PACKED", "SHIPPED", "DELIVERED", "RETURNED"];
const CITIES = ["Berlin", "Hamburg", "Wien", "Zürich", "Utrecht", "Gent", "Lyon", "Porto"];
const WORDS = "please leave the parcel with a neighbour or at the back door ring twice call before fragile gift".split(
  " ",
);

export function shardOf(n: number): string {
  return `shardId-00000001763${String(n % SHARDS).padStart(9, "0")}-${(0xa0 + (n % SHARDS)).toString(16).padStart(8, "0")}`;
}

/** A number that looks random and is the same each time. */
function mixed(n: number, salt: number): number {
  let x = (n * 2_654_435_761 + salt * 40_503) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 2_246_822_519) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 3_266_489_917) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

function hex(n: number, salt: number, digits: number): string {
  let text = "";
  for (let part = 0; text.length < digits; part++)
    text += mixed(n, salt + part)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, digits);
}

/** The day of `count` records as shards are read: a page of each in turn. */
export function* benchPages(count: number): Generator<{ shardId: string; records: StreamRecord[] }> {
  for (let page = 0; page < Math.ceil(count / PAGE / SHARDS) * SHARDS; page++) {
    const first = Math.floor(page / SHARDS) * PAGE * SHARDS + (page % SHARDS);
    const records = Array.from({ length: PAGE }, (_, index) => first + index * SHARDS)
      .filter((n) => n < count)
      .map((n) => benchRecord(n, count));
    if (records.length > 0) yield { shardId: shardOf(page % SHARDS), records };
  }
}

export function customerOf(order: number): string {
  const id = hex(order % 50_000, 7, 32);
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20, 32)}`;
}

function image(order: number, version: number, time: number): AttributeMap {
  const note = Array.from({ length: 5 }, (_, at) => WORDS[mixed(order, 20 + at) % WORDS.length]).join(" ");
  return {
    pk: { S: `ORDER#${order}` },
    sk: { S: "META" },
    status: { S: STATES[version % STATES.length] ?? "" },
    customer: { S: customerOf(order) },
    total: { N: `${mixed(order, 3) % 900}.${String(mixed(order, 4) % 100).padStart(2, "0")}` },
    city: { S: CITIES[mixed(order, 5) % CITIES.length] ?? "" },
    note: { S: note },
    updatedAt: { S: new Date(time).toISOString() },
    version: { N: String(version) },
  };
}

/** Record `n` of `count` that fill the day: an order is written six times, a fifth of the day apart at most. */
export function benchRecord(n: number, count: number): StreamRecord {
  const time = FROM + Math.floor((n / count) * DAY);
  const wave = Math.max(1, Math.floor(count / 30));
  const order = Math.floor(n / (wave * 6)) * wave + (n % wave);
  const version = Math.floor((n % (wave * 6)) / wave);
  const event = version === 0 ? "INSERT" : version === 5 && order % 9 === 0 ? "REMOVE" : "MODIFY";
  const next = event === "REMOVE" ? undefined : image(order, version, time);
  const old = event === "INSERT" ? undefined : image(order, version - 1, time - 60_000);
  return {
    eventID: hex(n, 1, 32),
    eventName: event,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time / 1000),
      Keys: { pk: { S: `ORDER#${order}` }, sk: { S: "META" } },
      ...(next && { NewImage: next }),
      ...(old && { OldImage: old }),
      SequenceNumber: (4421584500000000000000000000n + BigInt(n) * 1_000_003n).toString(),
      SizeBytes: 380 + (n % 60),
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    ...(event === "REMOVE" && { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }),
  };
}
