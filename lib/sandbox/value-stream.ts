import { Stream } from "node:stream";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { withoutPrototypes } from "./item";

/**
 * What dynalite needs of a stream. Its handlers run inside `flow`, so that what they throw fails the request; in a stream of
 * Node's it would be nobody's, and the request would hang.
 */
export class ValueStream extends Stream {
  #destroyed = false;

  destroy(): void {
    this.#destroyed = true;
  }

  async flow(values: AsyncIterable<unknown>): Promise<void> {
    let held: { item: AttributeMap } | undefined;
    for await (const value of values) {
      if (held) this.emit("data", held.item);
      if (this.#destroyed) return;
      held = { item: withoutPrototypes(value as AttributeMap) };
    }
    // The last one and the end in one turn: dynalite's queue would deal with a lone end in a turn of its own.
    if (held) this.emit("data", held.item);
    this.emit("end");
  }
}
