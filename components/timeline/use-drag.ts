import { type PointerEvent, useRef } from "react";

interface Drag {
  /** Pixels from the left edge of the element, where the press began and where the pointer is. */
  start: (x: number) => void;
  move: (x: number, startX: number) => void;
  end: (x: number, startX: number) => void;
  /** Pressed and let go without moving. */
  click: (x: number, event: PointerEvent) => void;
  cancel: () => void;
}

/** A hand is never quite still: less than this is a click. CSS pixels. */
const SLACK = 4;

/** Pointer handlers that tell a drag from a click, and keep the drag when the pointer leaves. */
export function useDrag(drag: Drag) {
  const press = useRef<{ x: number; moved: boolean }>(undefined);
  const xOf = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0 || !event.isPrimary) return;
      press.current = { x: xOf(event), moved: false };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent) {
      const { current } = press;
      if (!current) return;
      const x = xOf(event);
      if (!current.moved && Math.abs(x - current.x) < SLACK) return;
      if (!current.moved) drag.start(current.x);
      current.moved = true;
      drag.move(x, current.x);
    },
    onPointerUp(event: PointerEvent) {
      const { current } = press;
      press.current = undefined;
      if (!current) return;
      if (current.moved) drag.end(xOf(event), current.x);
      else drag.click(xOf(event), event);
    },
    onPointerCancel() {
      if (press.current?.moved) drag.cancel();
      press.current = undefined;
    },
  };
}
