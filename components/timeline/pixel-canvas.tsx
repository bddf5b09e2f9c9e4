import { useLayoutEffect, useRef, useState } from "react";
import type { Surface } from "./paint";

interface PixelCanvasProps {
  /** CSS pixels. */
  width: number;
  height: number;
  /** Draws all of it, onto nothing. Give the same function while nothing changed. */
  paint: ((surface: Surface) => void) | undefined;
}

/** A canvas drawn pixel by pixel, sharp at any zoom of the page. Says nothing to screen readers. */
export function PixelCanvas({ width, height, paint }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useRef<ImageData>(undefined);
  const ratio = usePixelRatio();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    const w = Math.round(width * ratio);
    const h = Math.round(height * ratio);
    if (!context || !paint || w <= 0 || h <= 0) return;
    if (image.current?.width !== w || image.current.height !== h) image.current = new ImageData(w, h);
    const pixels = new Uint32Array(image.current.data.buffer);
    pixels.fill(0);
    paint({ pixels, width: w, height: h, ratio });
    // Setting a size clears what is seen, so only where it changed, and in the same task as the drawing.
    if (context.canvas.width !== w) context.canvas.width = w;
    if (context.canvas.height !== h) context.canvas.height = h;
    context.putImageData(image.current, 0, 0);
  }, [width, height, ratio, paint]);
  return (
    <div aria-hidden="true">
      <canvas ref={canvas} className="block" style={{ width, height }} />
    </div>
  );
}

function usePixelRatio(): number {
  const [ratio, setRatio] = useState(1);
  useLayoutEffect(() => {
    setRatio(devicePixelRatio);
    const change = () => setRatio(devicePixelRatio);
    const media = matchMedia(`(resolution: ${ratio}dppx)`);
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, [ratio]);
  return ratio;
}
