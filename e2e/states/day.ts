/** Shards of the day: each one's life in hours, from and to; one of them twice as busy. */
const SHARDS = [
  { id: "00001763600000000-1a2b3c4d", from: 0, to: 6 },
  { id: "00001763600000000-5e6f7a8b", from: 0, to: 9 },
  { id: "00001763621600000-9c0d1e2f", from: 6, to: 14 },
  { id: "00001763632400000-3a4b5c6d", from: 9, to: 24 },
  { id: "00001763650400000-7e8f9a0b", from: 14, to: 24 },
];
const CITIES = ["Oslo", "Basel", "Porto", "Kraków", "Gent"];
const STATUS = ["PENDING", "PAID", "PACKED", "SHIPPED", "DELIVERED"];
const DAY_SECONDS = 86_400;

/** An NDJSON export of the day before now, quiet at night and busy at noon. The same records for the same count. */
export function dayOfOrders(count: number): string {
  const begin = Math.floor(Date.now() / 1000) - DAY_SECONDS;
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    // A wave over the day: its slope is the pace.
    const share = (index + 0.5) / count;
    const second = Math.floor(DAY_SECONDS * (share + 0.11 * Math.sin(2 * Math.PI * share)));
    const open = SHARDS.filter(({ from, to }) => second >= from * 3600 && second < to * 3600);
    // An item stays in its shard.
    const shard = open[Math.floor(index / 6) % open.length] ?? SHARDS[4];
    lines.push(JSON.stringify(lineOf(index, begin + second, `shardId-${shard?.id}`)));
  }
  return lines.join("\n");
}

/** An export of one record from each of so many shards: chains of six that roll over every four hours, each tenth split. */
export function dayOfShards(count: number): string {
  const begin = Math.floor(Date.now() / 1000) - DAY_SECONDS - 14_400;
  const chains = Math.ceil(count / 6);
  const lines: object[] = [];
  const coverage: object[] = [];
  for (let index = 0; index < count; index++) {
    const chain = index % chains;
    const step = Math.floor(index / chains);
    const shardId = idOf(begin, step, chain);
    // The second of a pair is the other half of the one before: both descend from that one's parent.
    const half = step === 3 && chain % 10 === 1;
    const time = begin + step * 14_400 + (chain % 240) * 60;
    lines.push(lineOf(index, time, shardId, "telemetry"));
    const at = numberOf(index);
    const times = { fromTime: iso(time), toTime: iso(time + 14_000) };
    coverage.push({
      shardId,
      ...(step > 0 && { parentShardId: idOf(begin, step - 1, half ? chain - 1 : chain) }),
      startingSequenceNumber: at,
      ...(step < 5 && { endingSequenceNumber: numberOf(index + 1) }),
      ranges: [{ from: at, to: numberOf(index + 1), ...times }],
    });
  }
  lines.push({ shardscope: { records: count, complete: true, coverage, gaps: [] } });
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

const idOf = (begin: number, step: number, chain: number) =>
  `shardId-${String((begin + step * 14_400) * 1000).padStart(20, "0")}-${(0x1f35a7b1 ^ ((chain * 6 + step) * 2_654_435)).toString(16).padStart(8, "0")}`;
const numberOf = (index: number) => `1000000000000000${String(index).padStart(10, "0")}`;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

function lineOf(index: number, time: number, shardId: string, table = "orders-of-a-day"): object {
  const order = Math.floor(index / 6);
  const step = index % 6;
  const image = (at: number) => ({
    pk: { S: `ORDER#${1000 + order}` },
    sk: { S: "META" },
    status: { S: STATUS[at] ?? "PENDING" },
    total: { N: String((((order * 37) % 900) + 100) / 4) },
    city: { S: CITIES[order % CITIES.length] },
    lines: { L: [{ M: { sku: { S: `SKU-${order % 40}` }, amount: { N: String((order % 3) + 1) } } }] },
    ...(at > 1 && { packedBy: { S: `station ${order % 9}` } }),
  });
  const eventName = step === 0 ? "INSERT" : step === 5 ? "REMOVE" : "MODIFY";
  return {
    streamArn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}/stream/2026-11-19T05:41:03.123`,
    shardId,
    eventID: String(index).padStart(32, "0"),
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: time,
      Keys: { pk: image(0).pk, sk: image(0).sk },
      ...(step < 5 && { NewImage: image(step) }),
      ...(step > 0 && { OldImage: image(step - 1) }),
      SequenceNumber: numberOf(index),
      SizeBytes: 240,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
  };
}
