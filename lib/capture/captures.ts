import type { Clock } from "@/lib/clock";
import type { StreamSource } from "@/lib/reader/source";
import { ShardscopeError } from "@/lib/stream/error";
import type { StartPosition } from "@/lib/stream/position";
import type { StreamDescription } from "@/lib/stream/shard";
import { Capture } from "./capture";
import type { FindNewerStream } from "./newer-stream";
import type { CaptureStore, StoredCapture, StoredConnection } from "./store";

export interface CapturesParts {
  store: CaptureStore;
  clock: Clock;
  /** None for a connection of kind `import`. */
  sourceOf(connection: StoredConnection): StreamSource | undefined;
  /** The newest stream of a table, if it was enabled after the one given; never asked of an import. */
  newerStreamOf(
    connection: StoredConnection,
    stream: StreamDescription,
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

/** All captures of this process: one reader a stream, however often it is opened. */
export class Captures {
  readonly #parts: CapturesParts;
  readonly #captures = new Map<string, Capture>();
  /** Opening is one after another, so that two tabs that open the same stream at once get the same capture. */
  #opening: Promise<unknown> = Promise.resolve();

  constructor(parts: CapturesParts) {
    this.#parts = parts;
  }

  /** Loads every stored capture; those that were reading go on. */
  async resume(): Promise<void> {
    for (const stored of await this.#parts.store.list()) {
      this.#captures.set(stored.id, await this.#load(stored));
    }
  }

  /** Newest use first. */
  list(): Capture[] {
    return [...this.#captures.values()].sort((a, b) => b.stored.openedAt - a.stored.openedAt);
  }

  /** Rejects: captureNotFound. */
  get(id: string): Capture {
    const capture = this.#captures.get(id);
    if (!capture) {
      throw new ShardscopeError("captureNotFound", "There is no such capture.", {
        hint: "It may have been deleted: the home page lists those there are.",
      });
    }
    return capture;
  }

  /** The capture of a stream; a new one only if there is none. An existing one that was paused reads on. */
  open(wanted: { stream: StreamDescription; connection: StoredConnection; start: StartPosition }): Promise<Capture> {
    const opened = this.#opening.then(() => this.#open(wanted));
    this.#opening = opened.catch(() => undefined);
    return opened;
  }

  /** Takes a capture that was stored from a file among the others. */
  async add(stored: StoredCapture): Promise<Capture> {
    const capture = await this.#load(stored);
    this.#captures.set(stored.id, capture);
    return capture;
  }

  async delete(id: string): Promise<void> {
    const capture = this.get(id);
    this.#captures.delete(id);
    await capture.dispose();
    await this.#parts.store.delete(id);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.list().map((capture) => capture.dispose()));
  }

  async #open({
    stream,
    connection,
    start,
  }: {
    stream: StreamDescription;
    connection: StoredConnection;
    start: StartPosition;
  }): Promise<Capture> {
    const now = this.#parts.clock.now();
    // The same ARN behind another endpoint is another stream (every LocalStack has account 000000000000).
    const existing = this.list().find(
      ({ offline, stored }) =>
        !offline && stored.stream.arn === stream.arn && stored.connection.endpoint === connection.endpoint,
    );
    if (existing) {
      existing.stored = await this.#parts.store.update(existing.id, { openedAt: now });
      await existing.setReading("running");
      return existing;
    }
    const stored = await this.#parts.store.create({
      stream,
      connection,
      start,
      createdAt: now,
      openedAt: now,
      reading: "running",
    });
    return this.add(stored);
  }

  #load(stored: StoredCapture): Promise<Capture> {
    const { store, clock, sourceOf, newerStreamOf } = this.#parts;
    const { connection } = stored;
    const findNewer: FindNewerStream = (stream, signal) => newerStreamOf(connection, stream, signal);
    return Capture.load(stored, { store, clock, source: sourceOf(connection), findNewer });
  }
}
