import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalDecimal, compareDecimals, isDecimal, significantDigits } from "./decimal";

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }))
  .map(([negative, digits, exponent]) => ({ value: negative ? -digits : digits, exponent }));
const text = ({ value, exponent }: { value: bigint; exponent: number }) => `${value}E${exponent}`;

describe("compareDecimals", () => {
  it("agrees with whole-number arithmetic on 38 digits and all exponents", () => {
    const scaled = ({ value, exponent }: { value: bigint; exponent: number }) => value * 10n ** BigInt(exponent + 130);
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const expected = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
        expect(compareDecimals(text(a), text(b))).toBe(expected);
        expect(canonicalDecimal(text(a)) === canonicalDecimal(text(b))).toBe(expected === 0);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345679", -1],
    ["1.0", "1", 0],
    ["-0", "0", 0],
    ["1e2", "100", 0],
    ["0.10", ".1", 0],
    ["-2", "1", -1],
    ["-2", "-10", 1],
    ["0", "1E-130", -1],
    ["9", "10", -1],
    ["x", "1", undefined],
    ["", "1", undefined],
    [".", "1", undefined],
    ["Infinity", "1", undefined],
    ["0x10", "1", undefined],
  ])("%s against %s", (a, b, order) => {
    expect(compareDecimals(a, b)).toBe(order);
    expect(isDecimal(a)).toBe(order !== undefined);
  });

  it("finds one text for all spellings", () => {
    for (const spelling of ["100", "1e2", "100.00", "0100", "+100", ".1e3"])
      expect(canonicalDecimal(spelling)).toBe("100");
    const huge = "9".repeat(300);
    expect(canonicalDecimal(huge)).toBe(canonicalDecimal(`0${huge}`));
    expect(canonicalDecimal("not a number")).toBe("not a number");
  });

  it("counts significant digits", () => {
    expect(["0", "100", "-0.0120", "1E-130", "12345"].map(significantDigits)).toEqual([0, 1, 2, 1, 5]);
  });
});
