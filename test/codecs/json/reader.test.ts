import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonReader } from "../../../runtime/codecs/json/reader.ts";
import { MAX_DEPTH } from "../../../runtime/message/json-value.ts";
import { writeJson } from "../../../runtime/codecs/json/writer.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { JsonValue } from "../../../runtime/message/json-value.ts";

function parse(text: string): JsonValue {
  const reader = new JsonReader(text);
  const value = reader.value("body");
  reader.end();
  return value;
}

/** As JSON.parse gives them: integers beyond 2^53 as numbers. */
function narrow(value: JsonValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(narrow);
  if (typeof value !== "object" || value === null) return value;
  const out = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(out, key, { value: narrow(item), enumerable: true });
  }
  return out;
}

function failure(text: string): InferenceError {
  try {
    parse(text);
  } catch (error) {
    expect(InferenceError.is(error), `${text.slice(0, 60)}: ${String(error)}`).toBe(true);
    return error as InferenceError;
  }
  throw new Error(`Expected a failure for ${text.slice(0, 60)}`);
}

/** What JSON.parse reads, but for numbers that it makes infinite. */
function parseFinite(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (value === Infinity || value === -Infinity) throw new RangeError("Infinite");
    return value;
  });
}

function outcome(read: (text: string) => unknown, text: string): unknown {
  try {
    return { value: read(text) };
  } catch {
    return "refused";
  }
}

describe("JsonReader.value()", () => {
  test("reads every JSON value as JSON.parse does", () => {
    const values = fc.tuple(fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }), fc.constantFrom(undefined, 1, "\t"));
    fc.assert(
      fc.property(values, ([value, indent]) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(narrow(parse(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  test("takes and refuses the same mutations of valid text as JSON.parse", () => {
    const mutation = fc.record({
      value: fc.jsonValue({ maxDepth: 3 }),
      at: fc.nat(),
      cut: fc.nat(2),
      put: fc.constantFrom("", ",", ":", "{", "}", "[", "]", '"', "\\", "1", "-", "0", ".", "e", " ", "\u0001", "tru"),
    });
    fc.assert(
      fc.property(mutation, ({ value, at, cut, put }) => {
        const text = JSON.stringify(value);
        const start = at % (text.length + 1);
        const mutated = text.slice(0, start) + put + text.slice(start + cut);
        expect(outcome((given) => narrow(parse(given)), mutated)).toEqual(outcome(parseFinite, mutated));
      }),
      { numRuns: 5000 },
    );
  });

  test("keeps integers beyond 2^53 exact", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (value) => {
        const read = parse(String(value));
        expect(BigInt(read as number | bigint)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  test("refuses text cut off at every character, naming the path", () => {
    const text = JSON.stringify({ a: [1.5e3, -2, true, null], b: { "c\n\u00e9": 'd"\\\u2028' }, e: [[], {}] });
    for (let length = 0; length < text.length; length++) {
      expect(failure(text.slice(0, length)).message).toMatch(/^body: expected |^body: invalid escape/);
    }
  });

  test.each([
    ["two values", "1 2"],
    ["a lone minus", "-"],
    ["a leading zero", "01"],
    ["a leading plus", "+1"],
    ["a bare fraction", ".5"],
    ["a trailing point", "1."],
    ["an empty exponent", "1e"],
    ["hexadecimal", "0x10"],
    ["negative NaN", "-NaN"],
    ["a half literal", "tru"],
    ["a literal run on", "truex"],
    ["undefined", "undefined"],
    ["single quotes", "'a'"],
    ["a bad escape", '"\\x41"'],
    ["half of a unicode escape", '"\\u12"'],
    ["a raw line feed in a string", '"a\nb"'],
    ["a raw NUL in a string", '"\u0000"'],
    ["a trailing comma in an array", "[1,]"],
    ["a trailing comma in an object", '{"a":1,}'],
    ["a missing colon", '{"a" 1}'],
    ["a number as key", "{1:2}"],
    ["mixed brackets", "[1}"],
    ["a comment", "[1/*x*/]"],
    ["a no-break space", "\u00a01"],
  ])("refuses %s", (_, text) => {
    expect(failure(text).code).toBe("INVALID_ARGUMENT");
  });

  test("reads NaN and the infinities that Python writes", () => {
    expect(parse("[NaN,Infinity,-Infinity]")).toEqual([NaN, Infinity, -Infinity]);
  });

  test("refuses nesting beyond its limit without overflowing the stack", () => {
    const nested = (depth: number, open: string, close: string): string =>
      open.repeat(depth) + "1" + close.repeat(depth);
    expect(() => parse(nested(MAX_DEPTH, "[", "]"))).not.toThrow();
    expect(() => parse(nested(MAX_DEPTH, '{"a":', "}"))).not.toThrow();
    expect(failure(nested(MAX_DEPTH + 1, "[", "]")).message).toBe("body: nested deeper than 128 levels");
    expect(failure("[".repeat(1_000_000)).message).toBe("body: nested deeper than 128 levels");
    expect(failure('{"a":'.repeat(1_000_000)).message).toBe("body: nested deeper than 128 levels");
  });

  test("counts nesting, not siblings", () => {
    expect(parse(`[${"[],".repeat(1000)}{}]`)).toHaveLength(1001);
  });

  test("takes the last of equal keys", () => {
    expect(parse('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
  });

  test("keeps __proto__ and constructor as plain keys", () => {
    const value = parse('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(value["polluted"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("keeps lone surrogates written as escapes", () => {
    expect(parse('"\\ud800 \\udc00"')).toBe("\ud800 \udc00");
  });

  test("names the top of the body in errors of keys", () => {
    for (const text of ['{"a\\x":1}', "{1:1}", '{"a"}', '{"a":1 "b":2}', '{"a\nb":1}']) {
      try {
        const reader = new JsonReader(text);
        reader.value("");
        throw new Error("taken");
      } catch (error) {
        expect((error as Error).message).toMatch(/^Request body: /);
      }
    }
  });
});

describe("JsonReader.fromBytes()", () => {
  test.each([
    ["a stray continuation byte", [0x22, 0x80, 0x22]],
    ["a truncated sequence", [0x22, 0xe2, 0x82, 0x22]],
    ["an overlong sequence", [0x22, 0xc0, 0xaf, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ])("refuses %s", (_, bytes) => {
    expect(() => JsonReader.fromBytes(Uint8Array.from(bytes))).toThrow("The request body is not UTF-8 text");
  });

  test("reads UTF-16 that says so by its mark", () => {
    expect(JsonReader.fromBytes(Uint8Array.from([0xff, 0xfe, 0x5b, 0x00, 0x5d, 0x00])).value("")).toEqual([]);
  });

  test("reads text beyond ASCII", () => {
    expect(JsonReader.fromBytes(new TextEncoder().encode('"äß€😀"')).value("")).toBe("äß€😀");
  });
});

describe("writeJson()", () => {
  test("writes what JSON.parse reads back", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), (value) => {
        // JSON.stringify itself writes -0 as 0.
        expect(JSON.parse(writeJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("writes wide integers in full and NaN as null", () => {
    expect(writeJson([2n ** 64n - 1n, NaN, -Infinity])).toBe("[18446744073709551615,null,null]");
  });

  test("writes valid JSON of values that have no JSON form", () => {
    const odd = {
      gone: undefined,
      list: [undefined, () => 1, Symbol("s")],
      hole: Object.assign([1], { 2: 3 }),
      typed: Int8Array.of(1, 2),
    };
    const text = writeJson(odd as unknown as JsonValue);
    expect(JSON.parse(text)).toEqual({ list: [null, null, null], hole: [1, null, 3], typed: [1, 2] });
  });
});
