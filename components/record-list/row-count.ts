/**
 * How many rows a view has, from one count made while rows came, and from the rows that come after it. A row that the
 * count holds already is not counted again, whichever of the two came first. Undefined as soon as some may have been missed.
 */
export class RowCount {
  #rows: number | undefined;
  /** Rows up to this cursor are in the number; while a count is under way, those from here on are in `#arrived`. */
  #upTo = 0;
  #arrived: number[] | undefined;

  get rows(): number | undefined {
    return this.#rows;
  }

  get isUnderWay(): boolean {
    return this.#arrived !== undefined;
  }

  /** `upTo`: rows stored later come through `take`. */
  begin(upTo: number): void {
    this.#arrived = [];
    this.#upTo = upTo;
  }

  /** So many are stored up to `head`. False where rows between the count and what came since were missed. */
  end(records: number, head: number): boolean {
    const arrived = this.#arrived ?? [];
    this.#arrived = undefined;
    if (head < this.#upTo) return false;
    this.#rows = records;
    this.#upTo = head;
    this.take(arrived, Math.max(head, arrived.at(-1) ?? 0));
    return true;
  }

  /** Rows of the view, by their cursors in the order of storing; there are no others up to `upTo`. */
  take(cursors: readonly number[], upTo: number): void {
    if (this.#arrived) {
      for (const cursor of cursors) if (cursor > (this.#arrived.at(-1) ?? this.#upTo)) this.#arrived.push(cursor);
      return;
    }
    if (this.#rows === undefined) return;
    this.#rows += cursors.filter((cursor) => cursor > this.#upTo).length;
    this.#upTo = Math.max(this.#upTo, upTo, cursors.at(-1) ?? 0);
  }

  /** Nobody tells of the rows up to `head` any more. */
  skip(head: number): void {
    if (head <= this.#upTo) return;
    this.#rows = undefined;
    this.#upTo = head;
    if (this.#arrived) this.#arrived = [];
  }

  drop(): void {
    this.#rows = undefined;
    this.#arrived = undefined;
  }
}
