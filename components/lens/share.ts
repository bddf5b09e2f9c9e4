/** "62 %", "0.4 %", "<0.1 %": a share in as few digits as tell something. */
export function shareText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  const percent = (part / whole) * 100;
  if (percent < 0.1) return "<0.1 %";
  if (percent < 10 && percent !== Math.round(percent)) return `${percent.toFixed(1)} %`;
  // Not all of it must not read as all of it.
  return `${part < whole ? Math.min(99, Math.round(percent)) : 100} %`;
}
