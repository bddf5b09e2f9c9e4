import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createClients } from "@/lib/aws/clients";
import { createAwsSource } from "@/lib/aws/source";
import { Captures } from "@/lib/capture/captures";
import { exportFormats } from "@/lib/capture/export";
import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";

/**
 * A process to be killed: reader, capture and store as the dashboard has them. Opens the stream, or goes on with it when it
 * was open before; says how many records are stored; on "export" writes all of them and ends.
 */
const [directory = "", endpoint = "", streamArn = ""] = process.argv.slice(2);
const region = "eu-west-1";
const connection = { id: "sandbox", kind: "sandbox" as const, label: "Sandbox", endpoint, region };
const clients = createClients(connection, region, []);
const source = createAwsSource(clients, systemClock);
const store = await createSqliteStore({ directory: join(directory, "captures"), clock: systemClock });
const captures = new Captures({
  store,
  clock: systemClock,
  sourceOf: () => source,
  newerStreamOf: async () => undefined,
});
await captures.resume();

async function openStream() {
  const { stream } = await source.describeStream({ streamArn, limit: 1 }, new AbortController().signal);
  return captures.open({ stream, connection, start: { at: "trimHorizon" } });
}

// The source has its bad days from the beginning: a person would press the button again.
async function openPatiently(): Promise<Awaited<ReturnType<typeof openStream>>> {
  return captures.list()[0] ?? openStream().catch(openPatiently);
}

const capture = await openPatiently();
process.on("disconnect", () => process.exit());
process.on("message", async (message: { exportTo: string }) => {
  const file = createWriteStream(message.exportTo);
  const { keySchema } = capture.stored.stream;
  const scan = () => store.scan(capture.id, {});
  for await (const chunk of exportFormats.ndjson.write(scan, { streamArn, keySchema })) file.write(chunk);
  await once(file.end(), "close");
  const { shards, calls } = capture.snapshot();
  process.send?.({ exported: { shards: shards.length, gaps: shards.flatMap(({ gaps }) => gaps), calls } });
});
const report = () => process.send?.({ stored: capture.totals.records });
report();
for (let version = 0; ; version = capture.news.version) {
  await capture.news.changedSince(version, new AbortController().signal);
  report();
  await systemClock.sleep(50);
}
