import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANY_MODEL } from "../../../runtime/codecs/tensorflow/predict.ts";
import {
  decodeExamplesRequest,
  decodePredictRequest,
  decodePredictResponse,
  encodeClasses,
  encodeError,
  encodePredictRequest,
  encodePredictResponse,
  encodeValues,
} from "../../../runtime/codecs/tensorflow-json/codec.ts";
import { shorten } from "../../../runtime/codecs/tensorflow-json/write-tensor.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (body: string): readonly Tensor[] => decodePredictRequest(bytes(body)).tensors;
const int64 = (...values: number[]): BigInt64Array => BigInt64Array.from(values, BigInt);

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(InferenceError.is(error) && error.code).toBe("INVALID_ARGUMENT");
    return (error as Error).message;
  }
  return "not refused";
}

describe("decodePredictRequest()", () => {
  test.each<[string, readonly Tensor[]]>([
    ['{"instances":[1,2]}', [{ name: "", datatype: "INT64", shape: [2], data: int64(1, 2) }]],
    ['{"instances":[[1,2.5]]}', [{ name: "", datatype: "FP64", shape: [1, 2], data: Float64Array.of(1, 2.5) }]],
    ['{"instances":["a",{"b64":"Yg=="}]}', [{ name: "", datatype: "BYTES", shape: [2], data: ["a", "b"] }]],
    [
      '{"instances":[{"b64":"/w=="},"a"]}',
      [{ name: "", datatype: "BYTES", shape: [2], data: [Uint8Array.of(255), Uint8Array.of(97)] }],
    ],
    [
      '{"instances":[[[true]],[[false]]]}',
      [{ name: "", datatype: "BOOL", shape: [2, 1, 1], data: Uint8Array.of(1, 0) }],
    ],
    [
      '{"instances":[{"x":[1],"s":"a"},{"s":"b","x":[2.5]}]}',
      [
        { name: "x", datatype: "FP64", shape: [2, 1], data: Float64Array.of(1, 2.5) },
        { name: "s", datatype: "BYTES", shape: [2], data: ["a", "b"] },
      ],
    ],
    ['{"instances":[{"x":1,"x":2}]}', [{ name: "x", datatype: "INT64", shape: [1], data: int64(2) }]],
    [
      '{"instances":[{"i":{"b64":"/w=="}}]}',
      [{ name: "i", datatype: "BYTES", shape: [1], data: [Uint8Array.of(255)] }],
    ],
    ['{"predictions":[[1]]}', [{ name: "", datatype: "INT64", shape: [1, 1], data: int64(1) }]],
    ['{"inputs":1.5}', [{ name: "", datatype: "FP64", shape: [], data: Float64Array.of(1.5) }]],
    ['{"inputs":"a"}', [{ name: "", datatype: "BYTES", shape: [], data: ["a"] }]],
    ['{"inputs": { "b64" : "/w==" }}', [{ name: "", datatype: "BYTES", shape: [], data: [Uint8Array.of(255)] }]],
    ['{"inputs":{"b64":["a"]}}', [{ name: "b64", datatype: "BYTES", shape: [1], data: ["a"] }]],
    [
      '{"inputs":{"x":18446744073709551615,"y":[[1,2]]}}',
      [
        { name: "x", datatype: "UINT64", shape: [], data: BigUint64Array.of(2n ** 64n - 1n) },
        { name: "y", datatype: "INT64", shape: [1, 2], data: int64(1, 2) },
      ],
    ],
  ])("reads %s", (body, tensors) => {
    expect(read(body)).toEqual(tensors);
  });

  test("reads the signature and tells the form", () => {
    expect(decodePredictRequest(bytes('{"signature_name":"s","instances":[1]}'))).toMatchObject({
      model: { ...ANY_MODEL, signature: "s" },
      format: "row",
      outputs: [],
    });
    expect(decodePredictRequest(bytes('{"inputs":[1],"signature_name":null}'))).toMatchObject({
      model: ANY_MODEL,
      format: "column",
    });
  });

  test("reads long rows by the scanner, with and without names", () => {
    const rows = Array.from({ length: 200 }, (_, row) => Array.from({ length: 20 }, (__, column) => row + column / 7));
    const flat = Float64Array.from(rows.flat());
    expect(read(JSON.stringify({ instances: rows }))).toEqual([
      { name: "", datatype: "FP64", shape: [200, 20], data: flat },
    ]);
    expect(read(JSON.stringify({ instances: rows.map((x) => ({ x })) }))).toEqual([
      { name: "x", datatype: "FP64", shape: [200, 20], data: flat },
    ]);
    expect(read(JSON.stringify({ inputs: { x: rows, é: 1 } }))).toMatchObject([
      { name: "x", data: flat },
      { name: "é" },
    ]);
    const mixed = JSON.stringify({ instances: [...rows.slice(1), ["a"]] });
    expect(refusal(() => read(mixed))).toMatch(/^instances: ragged array/);
  });

  test.each([
    ["", "The request body is empty; expected a prediction request as JSON"],
    ["7", "Request body: expected an object, got a number at character 0"],
    ["{}", 'Request body: expected "instances" or "inputs", got neither'],
    ['{"instances":[1],"inputs":[1]}', "Request body: expected either instances or inputs, got both"],
    ['{"instances":{}}', "instances: expected a list, got an object at character 13"],
    ['{"instances":[]}', "instances: expected at least one, got an empty list"],
    ['{"instances":[[1],[1,2]]}', "instances: ragged array, expected 1 items at depth 1, got 2"],
    ['{"instances":[1,"a"]}', 'instances: expected values of one type, texts or objects {"b64": "…"}, got several'],
    ['{"instances":[{"b64":"*"}]}', "instances: expected base64 text"],
    ['{"instances":[{"x":1},2]}', "instances[1]: expected an object, got a number at character 22"],
    ['{"instances":[{"x":1},{"y":1}]}', "instances[1]: expected the names of the first item, x, got others"],
    ['{"instances":[{"x":1},{}]}', "instances[1]: expected the names of the first item, x, got others"],
    ['{"instances":[{}]}', "instances: expected objects of values by name, got nothing in them"],
    ['{"instances":[{"x":[1]},{"x":1}]}', "instances[].x: ragged array, values stand at depth 2 and at depth 1"],
    [
      '{"instances":[{"x":{"y":1}}]}',
      'instances[].x: expected values of one type, texts or objects {"b64": "…"}, got several',
    ],
    ['{"inputs":{}}', "inputs: expected tensors by name, got an empty object"],
    ['{"inputs":{"x":{"y":1}}}', 'inputs.x: expected values of one type, texts or objects {"b64": "…"}, got several'],
    [
      '{"inputs":[1,]}',
      "inputs: expected a number, text, boolean, null or array, got an unexpected character at character 13",
    ],
    ['{"signature_name":1,"inputs":[1]}', "signature_name: expected a string, got a number at character 18"],
  ])("refuses %s", (body, message) => {
    expect(refusal(() => read(body))).toBe(message);
  });

  test("shows only the beginning of a long name", () => {
    const message = refusal(() => read(`{"inputs":{"${"x".repeat(9999)}":[[1],2]}}`));
    expect(message).toBe(`inputs.${"x".repeat(40)}…: ragged array, values stand at depth 2 and at depth 1`);
  });
});

describe("decodePredictResponse()", () => {
  test("reads rows and columns, named or not", () => {
    const tensors = (body: string): readonly Tensor[] => decodePredictResponse(bytes(body)).tensors;
    expect(tensors('{"predictions":[[1.5]]}')).toMatchObject([{ name: "", shape: [1, 1] }]);
    expect(tensors('{"predictions":[{"a":1,"b":[2]}]}')).toMatchObject([{ name: "a" }, { name: "b", shape: [1, 1] }]);
    expect(tensors('{"outputs":{"a":1}}')).toMatchObject([{ name: "a", shape: [] }]);
    expect(tensors('{"outputs":[1]}')).toMatchObject([{ name: "", shape: [1] }]);
    expect(tensors('{"predictions":[]}')).toMatchObject([{ name: "", shape: [0] }]);
  });

  test("refuses an error", () => {
    expect(refusal(() => decodePredictResponse(bytes('{"error":"no"}')))).toBe(
      'Response body: expected "predictions" or "outputs", got neither',
    );
  });
});

const ROWS: Tensor = { name: "y", datatype: "FP32", shape: [2, 1], data: Float32Array.of(0.1, 2) };
const NAMES: Tensor = { name: "n", datatype: "BYTES", shape: [2], data: ["a", "b"] };
const SCALAR: Tensor = { name: "s", datatype: "INT64", shape: [], data: int64(7) };

describe("encodePredictResponse()", () => {
  const write = (format: "row" | "column", ...tensors: Tensor[]): string =>
    encodePredictResponse({ model: ANY_MODEL, tensors }, format);

  test("writes a lone output without its name", () => {
    expect(write("row", ROWS)).toBe('{"predictions":[[0.1],[2.0]]}');
    expect(write("column", ROWS)).toBe('{"outputs":[[0.1],[2.0]]}');
    expect(write("column", SCALAR)).toBe('{"outputs":7}');
  });

  test("writes several outputs by name", () => {
    expect(write("row", ROWS, NAMES)).toBe('{"predictions":[{"y":[0.1],"n":"a"},{"y":[2.0],"n":"b"}]}');
    expect(write("column", SCALAR, NAMES)).toBe('{"outputs":{"s":7,"n":["a","b"]}}');
  });

  test("writes bytes as b64 objects, and texts whose name says that they are bytes", () => {
    const binary: Tensor = { ...NAMES, data: [Uint8Array.of(255), Uint8Array.of(97)] };
    expect(write("row", binary)).toBe('{"predictions":[{"b64":"/w=="},{"b64":"YQ=="}]}');
    expect(write("row", { ...NAMES, name: "n_bytes" })).toBe('{"predictions":[{"b64":"YQ=="},{"b64":"Yg=="}]}');
    expect(write("row", { ...NAMES, data: [Uint8Array.of(97), Uint8Array.of(98)] })).toBe('{"predictions":["a","b"]}');
  });

  test("writes float32 in as few digits as TensorFlow Serving does, and whole floats with a fraction", () => {
    const data = Float32Array.of(0.2, 1 / 3, 1e-45, 3.4028234663852886e38, 16777216, -0);
    const text = write("column", { name: "y", datatype: "FP32", shape: [6], data });
    expect(text).toBe('{"outputs":[0.2,0.333333343,1.4013e-45,3.4028234663852886e+38,16777216.0,-0.0]}');
  });

  test.each([
    [[SCALAR], "s INT64[]"],
    [[ROWS, SCALAR], "y FP32[2,1], s INT64[]"],
    [[ROWS, { ...NAMES, shape: [1, 2] }], "y FP32[2,1], n BYTES[1,2]"],
  ])("refuses rows of outputs that have none in common", (tensors, got) => {
    expect(refusal(() => write("row", ...tensors))).toBe(
      `The graph's answer: expected outputs with as many rows each, got ${got}; ask with "inputs"`,
    );
  });
});

test("every float32 comes back from its few digits", () => {
  const bits = fc.nat(0xffffffff).map((value) => new Float32Array(Uint32Array.of(value).buffer)[0]!);
  const some = fc.oneof(fc.float(), bits, fc.float({ min: -10, max: 10 }));
  fc.assert(
    fc.property(some, (value) => {
      expect(Math.fround(shorten(value))).toBe(value);
      if (!Number.isInteger(value)) expect(Number(shorten(value).toPrecision(9))).toBe(shorten(value));
    }),
    { numRuns: 5000 },
  );
});

describe("encodePredictRequest()", () => {
  const write = (...tensors: Tensor[]): string =>
    encodePredictRequest({ model: { ...ANY_MODEL, signature: "s" }, tensors, outputs: [] });

  test("writes a tensor without a name in rows, where it has any", () => {
    expect(write({ ...ROWS, name: "" })).toBe('{"signature_name":"s","instances":[[0.1],[2.0]]}');
    expect(write({ ...SCALAR, name: "" })).toBe('{"signature_name":"s","inputs":7}');
  });

  test("writes named tensors in columns", () => {
    expect(write(ROWS, SCALAR)).toBe('{"signature_name":"s","inputs":{"y":[[0.1],[2.0]],"s":7}}');
  });
});

describe("decodeExamplesRequest()", () => {
  const examples = (body: string): readonly Tensor[] => decodeExamplesRequest(bytes(body)).tensors;

  test("makes a tensor of each feature", () => {
    const body =
      '{"signature_name":"s","context":{"place":"hill","wind":9},"examples":[{"wind":1.5,"on":true},{"wind":[2],"on":[false]}]}';
    expect(decodeExamplesRequest(bytes(body))).toEqual({
      model: { ...ANY_MODEL, signature: "s" },
      tensors: [
        { name: "wind", datatype: "FP64", shape: [2, 1], data: Float64Array.of(1.5, 2) },
        { name: "on", datatype: "INT64", shape: [2, 1], data: int64(1, 0) },
        { name: "place", datatype: "BYTES", shape: [2, 1], data: ["hill", "hill"] },
      ],
    });
  });

  test.each([
    ["{}", "examples: expected a list, got nothing"],
    ['{"examples":[]}', "examples: expected objects of values by name, got nothing in them"],
    ['{"examples":[{"x":[[1]]}]}', "examples[].x: expected a value or a flat list of values, got a nested one"],
    ['{"examples":[{"x":[1,2]},{"x":1}]}', "examples[].x: ragged array, expected 2 items at depth 1, got 1"],
  ])("refuses %s", (body, message) => {
    expect(refusal(() => examples(body))).toBe(message);
  });

  test("does not let a context multiply without bounds", () => {
    const body = { context: { c: "x".repeat(100_000) }, examples: Array.from({ length: 1000 }, () => ({ a: 1 })) };
    expect(refusal(() => examples(JSON.stringify(body)))).toBe(
      "context: expected at most 16777216 characters for all of the 1000 examples, got 100004000",
    );
  });
});

test("answers to examples are written as TensorFlow Serving does", () => {
  expect(encodeClasses([[{ label: "a", score: 0.75 }], [{ label: "", score: Math.fround(0.1) }]])).toBe(
    '{"results":[[["a",0.75]],[["",0.1]]]}',
  );
  expect(encodeValues([3.5, 0.1, 4])).toBe('{"results":[3.5,0.1,4.0]}');
  expect(encodeError(new InferenceError("NOT_FOUND", "no\n"))).toBe('{"error":"no\\n"}');
});
