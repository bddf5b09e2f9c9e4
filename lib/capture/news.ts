import type { Gap } from "@/lib/stream/coverage";
import type { SeekState } from "./seek";
import { type Stored, Tail } from "./tail";

/** What happened since a reader of the news last looked. */
export interface NewsItems {
  shardIds: string[];
  gaps: Gap[];
  seeks: SeekState[];
  status: boolean;
}

/** Gaps and seeks kept for clients that look rarely; all gaps stand in the capture itself. */
const KEPT_NOTICES = 1_000;

type Notice = { version: number } & ({ gap: Gap } | { seek: SeekState });

/**
 * What is new in a capture, for any number of lookers at their own pace. Nothing is queued for anyone: each remembers a
 * version and asks what has changed since, so a slow or sleeping client costs no memory.
 */
export class News {
  readonly tail = new Tail();
  #version = 0;
  readonly #shards = new Map<string, number>();
  #statusVersion = 0;
  #notices: Notice[] = [];
  readonly #waiting = new Set<() => void>();
  #closed = false;

  get version(): number {
    return this.#version;
  }

  get closed(): boolean {
    return this.#closed;
  }

  rowsStored(batch: Stored): void {
    this.tail.push(batch);
    this.#bump();
  }

  shardsChanged(shardIds: string[]): void {
    const version = this.#bump();
    for (const shardId of shardIds) this.#shards.set(shardId, version);
  }

  statusChanged(): void {
    this.#statusVersion = this.#bump();
  }

  gapFound(gap: Gap): void {
    this.#notice({ version: this.#bump(), gap });
  }

  seekChanged(seek: SeekState): void {
    this.#notice({ version: this.#bump(), seek });
  }

  since(version: number): NewsItems {
    const notices = this.#notices.filter((notice) => notice.version > version);
    return {
      shardIds: [...this.#shards].filter(([, changed]) => changed > version).map(([shardId]) => shardId),
      gaps: notices.flatMap((notice) => ("gap" in notice ? [notice.gap] : [])),
      seeks: notices.flatMap((notice) => ("seek" in notice ? [notice.seek] : [])),
      status: this.#statusVersion > version,
    };
  }

  /** Resolves once there is something newer than `version`, or the news is closed. Rejects on abort. */
  changedSince(version: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (this.#version > version || this.#closed) return resolve();
      const settle = () => {
        signal.removeEventListener("abort", onAbort);
        this.#waiting.delete(settle);
        resolve();
      };
      const onAbort = () => {
        this.#waiting.delete(settle);
        reject(signal.reason);
      };
      this.#waiting.add(settle);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  close(): void {
    this.#closed = true;
    this.#bump();
  }

  #notice(notice: Notice): void {
    this.#notices.push(notice);
    if (this.#notices.length > KEPT_NOTICES) this.#notices.shift();
  }

  #bump(): number {
    this.#version++;
    for (const settle of this.#waiting) settle();
    return this.#version;
  }
}
