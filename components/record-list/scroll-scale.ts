/**
 * Every browser caps an element's height (33,554,432 px, and sooner for what it draws exactly): a list that is taller
 * scrolls through less, and its scroll position is scaled. Pixels.
 */
const MOST = 16_000_000;
/** At either end the scroll position is exact, so that the first and last rows scroll as in any list. */
const EDGE = 500_000;

export class ScrollScale {
  /** The greatest scroll position. */
  readonly most: number;
  readonly scaled: boolean;

  /** `range` is how far the list itself can move: its height less what is in sight. */
  constructor(readonly range: number) {
    this.scaled = range > MOST;
    this.most = this.scaled ? MOST : range;
  }

  /** Where in the list the top of what is in sight is, when the element is scrolled to `scroll`. */
  toView(scroll: number): number {
    const { most, range, scaled } = this;
    if (!scaled || scroll <= EDGE) return Math.max(0, Math.min(range, scroll));
    if (scroll >= most - EDGE) return Math.min(range, range - (most - scroll));
    return EDGE + ((scroll - EDGE) * (range - 2 * EDGE)) / (most - 2 * EDGE);
  }

  /** The scroll position that tells where `view` is in the list; the inverse of `toView`. */
  toScroll(view: number): number {
    const { most, range, scaled } = this;
    if (!scaled || view <= EDGE) return Math.max(0, Math.min(most, view));
    if (view >= range - EDGE) return Math.min(most, most - (range - view));
    return EDGE + ((view - EDGE) * (most - 2 * EDGE)) / (range - 2 * EDGE);
  }

  /** Near the ends there must be as much to scroll as there is to see. */
  atEdge(view: number): boolean {
    return view <= EDGE || view >= this.range - EDGE;
  }
}
