import { parseAnswer, toApiError, unreachable } from "./client";

interface UploadOptions {
  signal: AbortSignal;
  /** The share of the file that is sent, 0 to 1. */
  onProgress(share: number): void;
}

/**
 * Posts a file of NDJSON or JSON and gives the answer's JSON. By XMLHttpRequest, which alone tells how far an upload is.
 * Rejects with an ApiError, or with `signal.reason` when aborted.
 */
export function upload<Result>(path: string, file: Blob, { signal, onProgress }: UploadOptions): Promise<Result> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const settle = (then: () => void) => {
      signal.removeEventListener("abort", abort);
      then();
    };
    const abort = () => {
      call.abort();
      settle(() => reject(signal.reason));
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    call.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    call.onload = () =>
      settle(() => {
        const answer = parseAnswer(call.responseText);
        const done = call.status >= 200 && call.status < 300 && answer !== undefined;
        if (done) resolve(answer as Result);
        else reject(toApiError(call.status, answer));
      });
    call.onerror = () => settle(() => reject(unreachable(new Error("The upload failed."))));
    call.open("POST", path);
    call.setRequestHeader("content-type", "application/x-ndjson");
    call.send(file);
  });
}
