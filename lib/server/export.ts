import type { Capture } from "@/lib/capture/capture";
import { exportFormats } from "@/lib/capture/export";
import type { CaptureStore, RecordQuery } from "@/lib/capture/store";
import { log } from "./log";

/** Streams an export as a download named after the table. Pulled by the client: a slow one slows the scan. */
export function exportCapture(
  store: CaptureStore,
  capture: Capture,
  format: keyof typeof exportFormats,
  query: Pick<RecordQuery, "filter" | "from" | "to">,
  signal: AbortSignal,
): Response {
  const exporter = exportFormats[format];
  const chunks = exporter
    .write(store.scan(capture.id, query, signal), capture.stored.stream.arn)
    [Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        if (!signal.aborted) log("error", "export failed", { captureId: capture.id, error });
        // A cut-off download is seen as failed by the browser; a quiet end would look complete.
        controller.error(error);
      }
    },
    async cancel() {
      await chunks.return?.(undefined);
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
