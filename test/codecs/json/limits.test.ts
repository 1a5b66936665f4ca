import { describe, expect, test } from "vitest";
import { decodeMessage, decodeMessageList } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import { MAX_NODES, MAX_NUMBERS } from "../../../runtime/codecs/json/limits.ts";
import { NumberList } from "../../../runtime/codecs/json/number-list.ts";
import { JsonReader } from "../../../runtime/codecs/json/reader.ts";

describe("what one body may hold", () => {
  test("ends at so many numbers in an array", () => {
    const list = new NumberList();
    for (let i = 0; i < MAX_NUMBERS; i++) list.push(1, "data.ndarray");
    expect(() => list.push(1, "data.ndarray")).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        message: `data.ndarray: expected at most ${MAX_NUMBERS} numbers, got more`,
      }),
    );
  });

  test.each([
    ["jsonData", `{"jsonData":[${"{},".repeat(MAX_NODES)}{}]}`],
    ["data.ndarray", `{"data":{"ndarray":[${'"",'.repeat(MAX_NODES)}""]}}`],
    ["data.names", `{"data":{"names":[${'"",'.repeat(MAX_NODES)}""],"ndarray":[1]}}`],
    ["meta", `{"strData":"","meta":{"tags":{"a":[${"[],".repeat(MAX_NODES)}[]]}}}`],
    ["other", `{"strData":"","other":[${"[],".repeat(MAX_NODES)}[]]}`],
  ])("ends at so many objects, arrays and texts in %s", (path, body) => {
    expect(() => decodeMessage(body)).toThrow(
      `${path}: expected at most ${MAX_NODES} objects, arrays and texts, got more`,
    );
  });

  test("ends at so many messages in a list", () => {
    const body = `[${'{"strData":""},'.repeat(MAX_NODES)}{"strData":""}]`;
    expect(() => decodeMessageList(body)).toThrow(`expected at most ${MAX_NODES}`);
  });

  test("ends at as many axes as there may be", () => {
    expect(() => decodeMessage(`{"data":{"tensor":{"shape":[${"1,".repeat(1e6)}1],"values":[]}}}`)).toThrow(
      "data.tensor.shape: more than 32 axes",
    );
  });

  test("leaves long arrays as they are", () => {
    for (const count of [1023, 1024, 1025, 4096, 4097, 10_000]) {
      const numbers = Array.from({ length: count }, (_, index) => index + 0.5);
      for (const data of [{ ndarray: numbers }, { tensor: { shape: [count], values: numbers } }]) {
        const body = JSON.stringify({ data: { names: [], ...data }, meta: {} });
        const message = decodeMessage(body);
        expect(message.data).toMatchObject({ tensors: [{ shape: [count], data: Float64Array.from(numbers) }] });
        expect(encodeMessage(message)).toBe(body);
      }
    }
    const rows = JSON.stringify(Array.from({ length: 5000 }, (_, index) => [index, -index]));
    expect(encodeMessage(decodeMessage(`{"data":{"ndarray":${rows}}}`))).toContain(`"ndarray":${rows}`);
  });
});

describe("JSON that nobody looks at", () => {
  test.each([
    '{"a":1.0,"b":-0.0}',
    "123456789012345678901234",
    '{"a": [1.50, 1e3, 9007199254740993], "a": "\\u00e9"}',
    "null",
    '"x"',
  ])("leaves as it came: %s", (json) => {
    expect(encodeMessage(decodeMessage(`{"jsonData": ${json} }`))).toBe(`{"jsonData":${json},"meta":{}}`);
  });

  test("is kept in mixed arrays, too", () => {
    const body = '{"data":{"names":[],"ndarray":[1.0,"a",123456789012345678901234]},"meta":{}}';
    expect(encodeMessage(decodeMessage(body))).toBe(body);
  });

  test("has its value for who asks", () => {
    const { data } = decodeMessage('{"jsonData":{"a":1.0,"big":9007199254740993,"__proto__":1}}');
    expect(data).toEqual({
      kind: "json",
      value: Object.fromEntries<unknown>([
        ["a", 1],
        ["big", 9007199254740993n],
        ["__proto__", 1],
      ]),
    });
    expect(structuredClone(data)).toMatchObject({ kind: "json", value: { a: 1 } });
  });

  test.each(["[NaN]", '{"a":[-Infinity,"x"]}', "Infinity"])("is written anew when it is no JSON: %s", (json) => {
    const text = encodeMessage(decodeMessage(`{"jsonData":${json}}`));
    expect(text).toContain("null");
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each(["[", "[1,]", "[01]", '{"a" 1}', '["\\x"]', "[1", "tru"])("is checked all the same: %s", (json) => {
    expect(() => decodeMessage(`{"jsonData":${json}}`)).toThrow(/jsonData: /);
    expect(() => new JsonReader(json).skip("x")).toThrow("x: ");
  });
});
