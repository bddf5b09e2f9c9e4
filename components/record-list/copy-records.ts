import { parseAnswer, toApiError } from "@/lib/api/client";
import { exportUrl } from "@/lib/api/routes";
import type { RecordAddress } from "@/lib/stream/record-address";

/** Copies the records as NDJSON, in list order. Rejects with an ApiError, or where the browser refuses to copy. */
export async function copyRecords(captureId: string, records: readonly RecordAddress[]): Promise<void> {
  const text = loadRecords(captureId, records);
  // Asked for while the press is fresh: a browser may refuse it once the answer has come.
  if (typeof ClipboardItem === "function") {
    const blob = text.then((ndjson) => new Blob([ndjson], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } else await navigator.clipboard.writeText(await text);
}

async function loadRecords(captureId: string, records: readonly RecordAddress[]): Promise<string> {
  const response = await fetch(exportUrl(captureId, { format: "ndjson" }), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      format: "ndjson",
      records: records.map(({ shardId, sequenceNumber }) => ({ shardId, sequenceNumber })),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw toApiError(response.status, parseAnswer(text));
  return text;
}
