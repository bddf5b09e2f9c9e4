/**
 * Exact comparison of DynamoDB numbers. They have up to 38 digits and exponents from -130 to 125, and servers other
 * than AWS send them as they were written ("1.0", "1e2"), so neither doubles nor plain strings compare them rightly.
 */
interface Decimal {
  negative: boolean;
  /** Without leading and trailing zeros; "" is zero. The value is 0.DIGITS × 10^point. */
  digits: string;
  point: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

function parse(text: string): Decimal | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const whole = match[2] ?? "";
  const fraction = match[3] ?? "";
  const all = whole + fraction;
  if (all === "") return undefined;
  let start = 0;
  while (all[start] === "0") start++;
  let end = all.length;
  while (end > start && all[end - 1] === "0") end--;
  const digits = all.slice(start, end);
  if (digits === "") return { negative: false, digits, point: 0 };
  return { negative: match[1] === "-", digits, point: whole.length - start + Number(match[4] ?? 0) };
}

/** True for what DynamoDB's N can hold in shape: "12", "-1.50", ".5", "1E-130". Not for "", "0x1", "Infinity". */
export function isDecimal(text: string): boolean {
  return SHAPE.test(text) && /\d/.test(text.split(/[eE]/, 1)[0] ?? "");
}

/** Numeric order at any length; undefined when either text is no number. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 | undefined {
  const x = parse(a);
  const y = parse(b);
  if (!x || !y) return undefined;
  const signX = sign(x);
  const signY = sign(y);
  if (signX !== signY) return signX < signY ? -1 : 1;
  if (signX === 0) return 0;
  const magnitude = x.point - y.point || (x.digits < y.digits ? -1 : x.digits > y.digits ? 1 : 0);
  if (magnitude === 0) return 0;
  return magnitude < 0 === signX > 0 ? -1 : 1;
}

function sign(value: Decimal): -1 | 0 | 1 {
  return value.digits === "" ? 0 : value.negative ? -1 : 1;
}

/** One text for all spellings of the same number ("1.0", "1", "10e-1"); a text that is no number stays as it is. */
export function canonicalDecimal(text: string): string {
  if (text.length <= 200 && /^-?[1-9]\d*$/.test(text)) return text;
  const value = parse(text);
  if (!value) return text;
  const { digits, point } = value;
  if (digits === "") return "0";
  const sign = value.negative ? "-" : "";
  // Whole numbers as the test above lets them through; the longest that DynamoDB holds has 126 digits.
  if (point >= digits.length && point < 200) return sign + digits.padEnd(point, "0");
  return `${sign}.${digits}e${point}`;
}

/** Digits without leading and trailing zeros; 0 for zero and for a text that is no number. */
export function significantDigits(text: string): number {
  return parse(text)?.digits.length ?? 0;
}
