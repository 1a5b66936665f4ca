import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonReader } from "../../../runtime/codecs/json/reader.ts";
import { writeFloat } from "../../../runtime/codecs/json/writer.ts";

function read(text: string): { value: number; wasInteger: boolean; wide: bigint | undefined } {
  const reader = new JsonReader(text);
  const value = reader.number("n");
  reader.end();
  return { value, wasInteger: reader.wasInteger, wide: reader.wideInteger };
}

describe("scanNumber()", () => {
  test("rounds every float64 correctly", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(read(String(value)).value).toBe(Number(String(value)));
        expect(read(value.toExponential()).value).toBe(Number(value.toExponential()));
        expect(read(writeFloat(value)).value).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test("agrees with JSON.parse on decimal text of any length", () => {
    const digits = (min: number, max: number) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(""));
    const lexeme = fc
      .record({
        sign: fc.constantFrom("", "-"),
        whole: fc.oneof(
          fc.constant("0"),
          digits(1, 30).map((text) => text.replace(/^0+(?=.)/, "")),
        ),
        fraction: fc.oneof(
          fc.constant(""),
          digits(1, 30).map((text) => `.${text}`),
        ),
        exponent: fc.oneof(
          fc.constant(""),
          fc.tuple(fc.constantFrom("e", "E", "e+", "e-"), fc.nat(340)).map(([mark, power]) => `${mark}${power}`),
        ),
      })
      .map(({ sign, whole, fraction, exponent }) => sign + whole + fraction + exponent);
    fc.assert(
      fc.property(lexeme, (text) => {
        const value: unknown = JSON.parse(text);
        if (Number.isFinite(value)) expect(read(text).value).toBe(value);
        else expect(() => read(text)).toThrow("n: expected a number in the range of float64, got one beyond it");
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    "9007199254740993.0",
    "2.2250738585072011e-308",
    "4.9406564584124654e-324",
    "2.4703282292062327e-324",
    "1.7976931348623158e308",
    "0.1e-22",
    "123456789012345e22",
    "123456789012345e-22",
    "0.000000000000001e22",
    "8.5e22",
    "1e23",
    "0e999999",
    "-0",
    "-0.0",
  ])("rounds the hard case %s as the platform does", (text) => {
    expect(read(text).value).toBe(JSON.parse(text));
  });

  test("reads exponents of a thousand digits without trouble", () => {
    expect(() => read(`1e${"9".repeat(1000)}`)).toThrow("range of float64");
    expect(read(`1e-${"9".repeat(1000)}`).value).toBe(0);
  });

  test("tells integers from floats by how they are written", () => {
    expect(read("3").wasInteger).toBe(true);
    expect(read("3.0").wasInteger).toBe(false);
    expect(read("3e0").wasInteger).toBe(false);
  });

  test("keeps integers of 64 bits exact and takes longer ones for floats", () => {
    expect(read("9223372036854775807").wide).toBe(2n ** 63n - 1n);
    expect(read("-9223372036854775808").wide).toBe(-(2n ** 63n));
    expect(read("18446744073709551615").wide).toBe(2n ** 64n - 1n);
    expect(read("9007199254740991").wide).toBeUndefined();
    expect(read("9007199254740993").wide).toBe(9007199254740993n);
    const long = read("1".repeat(40));
    expect(long).toEqual({ value: Number("1".repeat(40)), wasInteger: false, wide: undefined });
  });

  test("reads a million digits in linear time", () => {
    const started = performance.now();
    expect(() => read("1".repeat(1_000_000))).toThrow("range of float64");
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("writeFloat()", () => {
  test("keeps a fraction or an exponent, so that floats stay floats", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = writeFloat(value);
        expect(read(text)).toEqual({ value, wasInteger: false, wide: undefined });
      }),
      { numRuns: 1000 },
    );
  });

  test("writes NaN and the infinities as null unless told otherwise", () => {
    expect([NaN, Infinity, -Infinity].map((value) => writeFloat(value))).toEqual(["null", "null", "null"]);
    expect(writeFloat(NaN, (value) => `"${value}"`)).toBe('"NaN"');
  });
});
