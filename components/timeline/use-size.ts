import { type RefObject, useLayoutEffect, useState } from "react";

/** The inner size of an element, CSS pixels; 0 until it is on the page. */
export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => setSize({ width: current.offsetWidth, height: current.clientHeight });
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(current);
    return () => sizes.disconnect();
  }, [element]);
  return size;
}
