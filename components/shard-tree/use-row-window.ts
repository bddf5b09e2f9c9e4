import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { TreeRow } from "./layout";

interface RowWindow {
  scroller: RefObject<HTMLDivElement | null>;
  /** Rows to draw: first and one past the last. */
  from: number;
  to: number;
  /** How many rows fit on the screen. */
  page: number;
  reveal: (index: number) => void;
  /** Where the pointer is, in pixels below the top of the first visible row; undefined when it left. */
  pointAt: (y: number | undefined) => void;
}

const OVERSCAN = 6;

/**
 * Draws only the rows in sight. A list library would do that too, but the row under the pointer must also stay where it
 * is when shards arrive above it, which needs rows and scroll offset to change in one paint.
 * `chosen` changes when the person opens, closes or filters: then rows may move. `top` is the height of a sticky header.
 */
export function useRowWindow(rows: readonly TreeRow[], chosen: unknown, rowHeight: number, top: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const last = useRef({ rows, chosen, top: 0 });
  const pointer = useRef<number>(undefined);
  const index = useMemo(() => new Map(rows.map((row, i) => [row.key, i])), [rows]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      last.current.top = element.scrollTop;
      setView((now) =>
        now.top === element.scrollTop && now.height === element.clientHeight
          ? now
          : { top: element.scrollTop, height: element.clientHeight },
      );
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);

  useLayoutEffect(() => {
    const before = last.current;
    last.current = { rows, chosen, top: before.top };
    const element = scroller.current;
    if (!element || before.rows === rows || before.chosen !== chosen) return;
    const line = Math.floor((before.top + (pointer.current ?? 0)) / rowHeight);
    // The row under the pointer, or the nearest below it that is still there.
    for (let was = line; was < before.rows.length; was++) {
      const is = index.get(before.rows[was]?.key ?? "");
      if (is === undefined) continue;
      if (is !== was) {
        element.scrollTop = before.top + (is - was) * rowHeight;
        last.current.top = element.scrollTop;
        setView({ top: element.scrollTop, height: element.clientHeight });
      }
      return;
    }
  }, [rows, chosen, index, rowHeight]);

  const reveal = useCallback(
    (at: number) => {
      const element = scroller.current;
      if (!element) return;
      const room = element.clientHeight - top - rowHeight;
      element.scrollTop = Math.max(at * rowHeight - room, Math.min(at * rowHeight, element.scrollTop));
    },
    [rowHeight, top],
  );

  const pointAt = useCallback((y: number | undefined) => {
    pointer.current = y;
  }, []);

  const page = Math.max(1, Math.floor((view.height - top) / rowHeight) - 1);
  const from = Math.max(0, Math.min(rows.length, Math.floor(view.top / rowHeight)) - OVERSCAN);
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  return { scroller, from, to, page, reveal, pointAt };
}
