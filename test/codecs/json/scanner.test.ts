import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { JsonReader } from "../../../runtime/codecs/json/reader.ts";
import { readNumbers } from "../../../runtime/codecs/json/read-numbers.ts";
import type { Numbers } from "../../../runtime/codecs/json/read-numbers.ts";
import { NumberScanner, numberScanner, useScanner } from "../../../runtime/codecs/json/scanner.ts";
import { SCANNER_MODULE } from "../../../runtime/codecs/json/scanner-module.ts";
import { MAX_NUMBERS } from "../../../runtime/codecs/json/limits.ts";
import { SPACE, withScanner } from "./both-ways.ts";

const UTF8 = new TextEncoder();

function read(text: string, maxRank?: number): Numbers | undefined {
  return withScanner(true, () => readNumbers(JsonReader.fromBytes(UTF8.encode(text)), "x", maxRank));
}

/** The numbers of a list of lexemes, read by the scanner. */
function scan(lexemes: readonly string[]): number[] {
  const found = read(`[${SPACE}${lexemes.join(",")}]`);
  expect(found, lexemes.join(",").slice(0, 200)).toBeDefined();
  return Array.from(found!.list.view());
}

/** What is beyond float64 is left to the reader, which refuses it. */
function expectExact(lexemes: readonly string[]): void {
  const isFinite = (lexeme: string): boolean => Number.isFinite(JSON.parse(lexeme));
  const finite = lexemes.filter(isFinite);
  expect(scan(finite)).toEqual(finite.map((lexeme): unknown => JSON.parse(lexeme)));
  if (finite.length < lexemes.length) expect(read(`[${SPACE}${lexemes.join(",")}]`)).toBeUndefined();
}

/** Float64 of any bits; JSON.parse gives the infinities for none of them. */
const anyFloat = fc.double({ noNaN: true, noDefaultInfinity: true });
const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(""));
const zeros = fc.integer({ min: 0, max: 40 }).map((count) => "0".repeat(count));
const whole = fc.oneof(
  fc.constant("0"),
  digits(1, 30).map((text) => text.replace(/^0+(?=.)/, "")),
);
const fraction = fc.oneof(
  fc.constant(""),
  fc.tuple(zeros, digits(1, 40)).map(([first, rest]) => `.${first}${rest}`),
);
const exponent = fc.oneof(
  fc.constant(""),
  fc.tuple(fc.constantFrom("e", "E", "e+", "e-", "E-00"), fc.nat(360)).map(([mark, power]) => `${mark}${power}`),
);
/** A fraction is what keeps integers beyond 2^53 in the scanner. */
const lexeme = fc
  .tuple(fc.constantFrom("", "-"), whole, fraction, exponent)
  .map(([sign, first, rest, power]) => sign + first + rest + power);

/** The decimal text of exactly half way between a float64 and the next one. */
function halfway(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const field = Number(bits >> 52n);
  const mantissa = (bits & (2n ** 52n - 1n)) | (field === 0 ? 0n : 2n ** 52n);
  const power = Math.max(field, 1) - 1076;
  const odd = 2n * mantissa + 1n;
  return power >= 0 ? `${odd << BigInt(power)}.0` : `${odd * 5n ** BigInt(-power)}e${power}`;
}

describe("the number scanner", () => {
  test("reads every float64 as JSON.parse does, in each way of writing it", () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { minLength: 1, maxLength: 50 }), (values) => {
        const texts = values.flatMap((value) => [
          JSON.stringify(value),
          value.toExponential(),
          value.toPrecision(17),
          value.toPrecision(21),
        ]);
        expectExact(["0.5", ...texts]);
      }),
      { numRuns: 1000 },
    );
  });

  test("reads decimal text of any length as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.array(lexeme, { minLength: 1, maxLength: 50 }), (lexemes) => expectExact(["0.5", ...lexemes])),
      { numRuns: 2000 },
    );
  });

  test("rounds what lies half way between two numbers, or a digit beside it, as JSON.parse does", () => {
    const cut = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(anyFloat, cut, (value, length) => {
        const text = halfway(value);
        const [mantissa, power = "0"] = text.replace(".0", "").split("e") as [string, string?];
        const kept = mantissa.slice(0, length);
        const rest = Number(power) + mantissa.length - kept.length;
        const beside = [BigInt(mantissa) - 1n, BigInt(mantissa) + 1n].map((digits) => `${digits}e${power}`);
        expectExact([text, ...beside, `${kept}e${rest}`, `${BigInt(kept) + 1n}e${rest}`]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    "1e-324",
    "2e-324",
    "3e-324",
    "4.9406564584124654e-324",
    "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "2.2250738585072011e-308",
    "2.2250738585072014e-308",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.7976931348623159e308",
    "1e309",
    "-1e309",
    "1e308",
    "1e-400",
    "9007199254740993.0",
    "9007199254740993.00000000000000000000000000000000000000001",
    "9007199254740992.99999999999999999999999999999999999999999",
    "9223372036854775807.5",
    "18446744073709551615.0",
    "18446744073709551616.0",
    "0.000000000000000000000000000000000000000000001234567890123456789",
    `0.${"0".repeat(400)}1e400`,
    `${"1".repeat(400)}e-390`,
    `1${"0".repeat(400)}e-400`,
    `1.${"0".repeat(1000)}1`,
    `1e${"9".repeat(1000)}`,
    `1e-${"9".repeat(1000)}`,
    `0e${"9".repeat(1000)}`,
    "-0.0",
    "-0e5",
    "0.1e1",
    "1E+2",
    "8.5e22",
    "1e23",
    "6.25e-1",
  ])("rounds the hard case %s as JSON.parse does", (text) => {
    expectExact(["0.5", text]);
  });

  test("rounds thousands of numbers that only the platform can decide", () => {
    const hard = "9007199254740993.00000000000000000000001";
    expectExact(["0.5", ...Array.from<string>({ length: 4000 }).fill(hard)]);
    // Where there are more the whole array is read by the platform's conversion.
    expect(read(`[${SPACE}0.5${`,${hard}`.repeat(5000)}]`)).toBeUndefined();
  });

  test("reads null, NaN and the infinities", () => {
    expect(scan(["null", "NaN", "Infinity", "-Infinity", "1"])).toEqual([NaN, NaN, Infinity, -Infinity, 1]);
  });

  test.each([
    ["[1,-2,3]", [3], true],
    ["[9007199254740991,-9007199254740991]", [2], true],
    ["[-0]", [1], true],
    ["[1,2.0]", [2], false],
    ["[1,null]", [2], false],
    ["[9007199254740993.0,9007199254740993]", [2], false],
    ["[1111111111111111111111111111111]", [1], false],
    ["[]", [0], false],
    ["[[],[]]", [2, 0], false],
    ["[[[],[]]]", [1, 2, 0], false],
    ["[[1,2],[3,4],[5,6]]", [3, 2], true],
    ["[[[1],[2]],[[3],[4]]]", [2, 2, 1], true],
  ])("reads %s as numbers of shape %j", (text, shape, integers) => {
    const found = read(text.replace("[", `[${SPACE}`));
    expect(found).toMatchObject({ shape, integers });
    const flat = (JSON.parse(text) as unknown[]).flat(9).map((value) => value ?? NaN);
    expect(Array.from(found!.list.view())).toEqual(flat);
  });

  test.each([
    ["what is no array", "1"],
    ["text", '[1,"a"]'],
    ["booleans", "[1,true]"],
    ["objects", "[1,{}]"],
    ["ragged rows", "[[1,2],[3]]"],
    ["ragged depths", "[[1],2]"],
    ["rows beside values", "[1,[2]]"],
    ["empty arrays of two depths", "[[],[[]]]"],
    ["an integer beyond 2^53", "[9007199254740993]"],
    ["an integer of twenty digits", "[18446744073709551615]"],
    ["a leading zero", "[01]"],
    ["a bare minus", "[-]"],
    ["a bare point", "[1.]"],
    ["a bare exponent", "[1e]"],
    ["a plus", "[+1]"],
    ["two numbers", "[1 2]"],
    ["a comma too many", "[1,]"],
    ["a comma too early", "[,1]"],
    ["half a word", "[nul]"],
    ["negative NaN", "[-NaN]"],
    ["another word", "[Nan]"],
    ["a missing bracket", "[1"],
    ["33 axes", "[".repeat(33) + "1" + "]".repeat(33)],
  ])("leaves %s to others, and the reader where it was", (_, text) => {
    const reader = JsonReader.fromBytes(UTF8.encode(text.replace("[", `[${SPACE}`)));
    expect(withScanner(true, () => readNumbers(reader, "x"))).toBeUndefined();
    expect(reader.position).toBe(0);
  });

  test("takes as many axes as it was told", () => {
    expect(read(`[${SPACE}[1]]`, 1)).toBeUndefined();
    expect(read(`[${SPACE}[1]]`, 2)).toMatchObject({ shape: [1, 1] });
    expect(read(`${"[".repeat(32)}${SPACE}1${"]".repeat(32)}`)?.shape).toHaveLength(32);
  });

  test("reads white space of every kind wherever it may stand", () => {
    const spaces = fc.array(fc.constantFrom(" ", "\n", "\r\n", "\t"), { maxLength: 3 }).map((list) => list.join(""));
    const rows = fc.array(fc.array(anyFloat, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, fc.infiniteStream(spaces), (values, stream) => {
        const text = JSON.stringify(values).replaceAll(/[[\],]/g, (mark) => `${stream.next().value}${mark}${SPACE}`);
        expect(Array.from(read(text)!.list.view())).toEqual((JSON.parse(text) as number[][]).flat());
      }),
    );
  });

  test("reads numbers wherever a window of text ends", () => {
    const tail = "-1234.567890123456e-12, null, -Infinity, 12345678, 0.25";
    for (let shift = 0; shift < tail.length + 2; shift++) {
      const text = `[${" ".repeat(16_384 - shift)}${tail}]`;
      expect(Array.from(read(text)!.list.view())).toEqual([-1234.567890123456e-12, NaN, -Infinity, 12345678, 0.25]);
    }
  });

  test("leaves a number that fills a window to others", () => {
    expect(read(`[${SPACE}0.${"1".repeat(40_000)}]`)).toBeUndefined();
  });

  test("ends at as many numbers as a body may hold", () => {
    expect(() => read(`[${"1,".repeat(MAX_NUMBERS)}1]`)).toThrow(
      expect.objectContaining({ message: `x: expected at most ${MAX_NUMBERS} numbers, got more` }),
    );
  });
});

describe("numberScanner()", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    useScanner("compile");
  });

  test("is compiled for a large body, and when smaller ones have come often enough", () => {
    useScanner("compile");
    expect(numberScanner(1000)).toBeUndefined();
    expect(numberScanner(10_000)).toBeInstanceOf(NumberScanner);
    expect(numberScanner(1000)).toBeInstanceOf(NumberScanner);
    useScanner("compile");
    for (let times = 1; times < 64; times++) expect(numberScanner(1000)).toBeUndefined();
    expect(numberScanner(1000)).toBeInstanceOf(NumberScanner);
  });

  test("is nothing where the host does not compile", () => {
    useScanner("compile");
    vi.stubGlobal("WebAssembly", {
      Module: class {
        constructor() {
          throw new Error("Wasm code generation disallowed by embedder");
        }
      },
    });
    expect(numberScanner(1e6)).toBeUndefined();
    vi.unstubAllGlobals();
    expect(numberScanner(1e6)).toBeUndefined();
  });

  test("is made of a module that the host brings", () => {
    const module = new WebAssembly.Module(Buffer.from(SCANNER_MODULE, "base64"));
    vi.stubGlobal("WebAssembly", { Instance: WebAssembly.Instance });
    const scanner = new NumberScanner(module);
    useScanner(scanner);
    expect(numberScanner(10)).toBe(scanner);
    const body = UTF8.encode(`[${SPACE}1.5]`);
    expect(readNumbers(JsonReader.fromBytes(body), "x")).toMatchObject({ shape: [1] });
  });

  test("holds a megabyte whatever it reads", () => {
    const scanner = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SCANNER_MODULE, "base64")));
    const memory = scanner.exports["memory"] as WebAssembly.Memory;
    expect(memory.buffer.byteLength).toBe(17 * 65_536);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });
});
