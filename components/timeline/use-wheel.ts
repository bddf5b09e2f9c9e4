import { type RefObject, useEffect, useRef } from "react";
import { GUTTER } from "./geometry";

interface Wheel {
  /** `factor` below 1 looks closer; `x` from the left edge of the plot. CSS pixels. */
  zoom: (factor: number, x: number) => void;
  pan: (pixels: number) => void;
}

const LINE = 16;

/** Wheel zooms, sideways or with Shift pans. Over the labels it scrolls the lanes as ever. */
export function useWheel(element: RefObject<HTMLElement | null>, wheel: Wheel): void {
  const latest = useRef(wheel);
  useEffect(() => {
    latest.current = wheel;
  });
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const onWheel = (event: WheelEvent) => {
      const x = event.clientX - current.getBoundingClientRect().left - GUTTER;
      if (x < 0) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE;
      const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) latest.current.pan(across * unit);
      else latest.current.zoom(Math.exp(Math.max(-120, Math.min(120, event.deltaY * unit)) * 0.0025), x);
    };
    // React listens passively, and then the page would scroll as well.
    current.addEventListener("wheel", onWheel, { passive: false });
    return () => current.removeEventListener("wheel", onWheel);
  }, [element]);
}
