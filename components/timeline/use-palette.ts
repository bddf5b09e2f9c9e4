import { useEffect, useState } from "react";
import { useTheme } from "@/components/theme/theme";
import { mix, type Palette } from "./paint";

/** The colours of globals.css as pixels; read again when the theme changes. Undefined until the page is there. */
export function usePalette(): Palette | undefined {
  const theme = useTheme();
  const [palette, setPalette] = useState<Palette>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens are those of the theme.
  useEffect(() => setPalette(readPalette()), [theme]);
  return palette;
}

function readPalette(): Palette | undefined {
  const style = getComputedStyle(document.documentElement);
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  const token = (name: string): number => {
    // The canvas reads every notation that CSS has.
    context.fillStyle = style.getPropertyValue(name).trim();
    context.fillRect(0, 0, 1, 1);
    return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
  };
  const panel = token("--panel");
  return {
    insert: token("--insert"),
    modify: token("--modify"),
    remove: token("--remove"),
    total: mix(panel, token("--modify"), 0.6),
    grid: mix(panel, token("--line"), 0.8),
    axis: token("--line-strong"),
    life: token("--ink-3"),
    covered: mix(panel, token("--live"), 0.75),
    gapInk: mix(token("--gap-bg"), token("--gap-ink"), 0.7),
    gapBg: token("--gap-bg"),
  };
}
