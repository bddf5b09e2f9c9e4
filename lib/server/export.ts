import type { ExportEstimate } from "@/lib/api/contract";
import type { Capture } from "@/lib/capture/capture";
import { exportFormats } from "@/lib/capture/export";
import type { CsvColumn } from "@/lib/capture/export/csv-columns";
import type { ExportContext } from "@/lib/capture/export/exporter";
import { writeInThread } from "@/lib/capture/export/thread";
import { type CaptureStore, type RecordQuery, type ScannedRecord, scannedRecord } from "@/lib/capture/store";
import { ShardscopeError } from "@/lib/stream/error";
import type { RecordAddress } from "@/lib/stream/record-address";
import { countRecords } from "./count";
import { log } from "./log";

export interface ExportRequest {
  format: keyof typeof exportFormats;
  columns?: readonly CsvColumn[];
  batch?: number;
  trailer?: boolean;
  /** What the records are narrowed to; `text` is the filter as it was given. */
  query: Pick<RecordQuery, "filter" | "from" | "to"> & { text?: string };
  /** In place of a query: these records alone. */
  selected?: readonly RecordAddress[];
}

type Scan = () => AsyncIterable<ScannedRecord[]>;

/**
 * Streams an export as a download named after the table. Pulled by the client: a slow one slows the scan. What is wrong
 * from the start is told with a status. Rejects: recordNotFound for a chosen record that is not there.
 */
export async function exportCapture(
  store: CaptureStore,
  capture: Capture,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<Response> {
  const { format } = request;
  const exporter = exportFormats[format];
  const gone = new AbortController();
  const ended = AbortSignal.any([signal, gone.signal]);
  const scan = await scanOf(store, capture, request, ended);
  const chunks = writeInThread({ format, context: contextOf(capture, request), scan }, ended);
  let next: IteratorResult<Uint8Array> | undefined = await chunks.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = next ?? (await chunks.next());
        next = undefined;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (!ended.aborted) log("error", "export failed", { captureId: capture.id, error });
        // A cut-off download is seen as failed by the browser; a quiet end would look complete.
        controller.error(error);
      }
    },
    async cancel() {
      gone.abort();
      await chunks.return();
    },
  });
  const name = capture.stored.stream.tableName.replace(/[^A-Za-z0-9_.-]/g, "_");
  return new Response(body, {
    headers: {
      "content-type": exporter.contentType,
      "content-disposition": `attachment; filename="${name}.${exporter.extension}"`,
      "cache-control": "no-store, no-transform",
    },
  });
}

/** What the size of a file is told from: so few that writing them delays nobody. */
const SAMPLE_RECORDS = 500;
const SAMPLE_CHARACTERS = 1024 * 1024;

/** How many records an export will hold, and about how large it will be. */
export async function estimateExport(
  store: CaptureStore,
  capture: Capture,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<ExportEstimate> {
  const scan = await scanOf(store, capture, request, signal);
  const sample: ScannedRecord[] = [];
  let characters = 0;
  let more = false;
  for await (const batch of scan()) {
    for (const record of batch) {
      more = sample.length === SAMPLE_RECORDS || characters > SAMPLE_CHARACTERS;
      if (more) break;
      sample.push(record);
      characters += record.text.length;
    }
    if (more) break;
  }
  const sampled = async function* () {
    yield sample;
  };
  let bytes = 0;
  for await (const chunk of exportFormats[request.format].write(sampled, contextOf(capture, request))) {
    bytes += Buffer.byteLength(chunk);
  }
  const records = !more
    ? sample.length
    : request.selected
      ? request.selected.length
      : (await countRecords(store, capture, request.query, signal)).records;
  return { records, bytes: Math.round((bytes / Math.max(sample.length, 1)) * Math.max(records, 1)) };
}

function contextOf(capture: Capture, { columns, batch, trailer, query, selected }: ExportRequest): ExportContext {
  const { stream, imported } = capture.stored;
  const { arn, keySchema } = stream;
  const { text, from, to } = query;
  return {
    streamArn: arn,
    keySchema,
    ...(columns && { columns }),
    ...(batch !== undefined && { batchSize: batch }),
    ...(trailer && {
      trailer: {
        shards: capture.snapshot().shards,
        ...(selected && { selected: true }),
        ...(imported && imported.completeness !== "complete" && { unsure: true }),
        ...(text?.trim() ? { filter: text } : {}),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    }),
  };
}

async function scanOf(
  store: CaptureStore,
  { id }: Capture,
  { query: { filter, from, to }, selected }: ExportRequest,
  signal: AbortSignal,
): Promise<Scan> {
  if (selected) return scanSelected(store, id, selected, signal);
  const narrowed = {
    ...(filter && { filter }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return () => store.scan(id, narrowed, signal);
}

/** Chosen records fetched at once: together all of them may be large. */
const FETCHED_RECORDS = 50;

/** The chosen records in list order, once each. */
async function scanSelected(
  store: CaptureStore,
  id: string,
  selected: readonly RecordAddress[],
  signal: AbortSignal,
): Promise<Scan> {
  const places = new Map<string, RecordAddress>();
  for await (const found of fetched(store, id, selected, signal)) {
    for (const { address, record } of found) {
      if (!record) throw notFound(address);
      places.set(record.row.place, address);
    }
  }
  const ordered = [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
  return async function* () {
    for await (const found of fetched(store, id, ordered, signal)) {
      // One that retention has removed since is left out.
      yield found.flatMap(({ address, record }) =>
        record ? [scannedRecord(address.shardId, JSON.stringify(record.record))] : [],
      );
    }
  };
}

async function* fetched(
  store: CaptureStore,
  id: string,
  addresses: readonly RecordAddress[],
  signal: AbortSignal,
): AsyncGenerator<{ address: RecordAddress; record: Awaited<ReturnType<CaptureStore["record"]>> }[]> {
  for (let start = 0; start < addresses.length; start += FETCHED_RECORDS) {
    signal.throwIfAborted();
    yield await Promise.all(
      addresses.slice(start, start + FETCHED_RECORDS).map(async (address) => ({
        address,
        record: await store.record(id, address.shardId, address.sequenceNumber),
      })),
    );
  }
}

function notFound({ shardId, sequenceNumber }: RecordAddress): ShardscopeError {
  return new ShardscopeError("recordNotFound", `This capture has no record ${sequenceNumber} in ${shardId}.`);
}
