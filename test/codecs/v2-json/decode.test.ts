import { describe, expect, test } from "vitest";
import { decodeInferRequest, decodeInferResponse } from "../../../runtime/codecs/v2-json/codec.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (body: unknown): ReturnType<typeof decodeInferRequest> =>
  decodeInferRequest(encode(typeof body === "string" ? body : JSON.stringify(body)), undefined);
const x = (fields: object): Tensor => read({ inputs: [{ name: "x", ...fields }] }).tensors[0]!;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(InferenceError.is(error) && error.code).toBe("INVALID_ARGUMENT");
    return (error as Error).message;
  }
  return "not refused";
}

/** A body with binary data behind its JSON. */
function binary(input: object, bytes: readonly number[], length?: number): ReturnType<typeof decodeInferRequest> {
  const json = encode(JSON.stringify({ inputs: [{ name: "x", ...input }] }));
  return decodeInferRequest(Uint8Array.of(...json, ...bytes), length ?? json.length);
}

describe("decodeInferRequest()", () => {
  test("reads the fields of a tensor in any order", () => {
    const tensor = read('{"inputs":[{"data":[1,2],"parameters":{"k":1},"shape":[2],"datatype":"UINT8","name":"x"}]}');
    expect(tensor.tensors).toEqual([
      { name: "x", datatype: "UINT8", shape: [2], data: Uint8Array.of(1, 2), parameters: { k: 1 } },
    ]);
  });

  test.each([
    [[1, 2, 3, 4]],
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])("reads data %j of shape [2,2]", (data) => {
    expect(x({ datatype: "FP32", shape: [2, 2], data }).data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  test("reads integers of 64 bits exactly", () => {
    const wide =
      '{"inputs":[{"name":"x","shape":[2],"datatype":"UINT64","data":[18446744073709551615,9007199254740993]}]}';
    expect(read(wide).tensors[0]!.data).toEqual(BigUint64Array.of(2n ** 64n - 1n, 2n ** 53n + 1n));
  });

  test("reads a scalar, an empty tensor and one size of -1", () => {
    expect(x({ datatype: "FP64", shape: [], data: [1.5] })).toMatchObject({ shape: [], data: Float64Array.of(1.5) });
    expect(x({ datatype: "BYTES", shape: [0, 3], data: [] })).toMatchObject({ shape: [0, 3], data: [] });
    expect(x({ datatype: "INT8", shape: [-1, 2], data: [1, 2, 3, 4] })).toMatchObject({ shape: [2, 2] });
  });

  test("takes null and NaN for NaN, where the datatype has it", () => {
    expect(x({ datatype: "FP32", shape: [2], data: [null, 1] }).data).toEqual(Float32Array.of(NaN, 1));
    const text = '{"inputs":[{"name":"x","shape":[3],"datatype":"FP64","data":[NaN,-Infinity,1]}]}';
    expect(read(text).tensors[0]!.data).toEqual(Float64Array.of(NaN, -Infinity, 1));
    expect(refusal(() => x({ datatype: "INT32", shape: [1], data: [null] }))).toMatch(
      /^inputs\[0\]\.data\[0\]: expected INT32/,
    );
  });

  test("decodes base64 and leaves the parameter out", () => {
    const given = { datatype: "BYTES", shape: [2], data: ["/wA=", "YQ=="] };
    const parameters = { content_type: "base64", k: 1 };
    expect(x({ ...given, parameters })).toEqual({
      name: "x",
      datatype: "BYTES",
      shape: [2],
      data: [Uint8Array.of(0xff, 0), Uint8Array.of(0x61)],
      parameters: { k: 1 },
    });
    expect(x({ ...given, data: ["YQ==", "Yg=="], parameters: { content_type: "base64" } })).toEqual({
      name: "x",
      datatype: "BYTES",
      shape: [2],
      data: ["a", "b"],
    });
    expect(refusal(() => x({ ...given, data: ["*", ""], parameters }))).toBe("inputs[0].data: expected base64 text");
  });

  test("reads id, parameters and wanted outputs; null stands for nothing", () => {
    const inputs = [{ name: "x", datatype: "INT8", shape: [1], data: [1], parameters: null }];
    const parameters = { s: "t", b: true, n: null, o: { a: [1] } };
    const outputs = [{ name: "y", parameters: { binary_data: true } }];
    expect(read({ id: "7", inputs, parameters, outputs })).toMatchObject({
      id: "7",
      parameters: { s: "t", b: true, o: '{"a":[1]}' },
      outputs,
      raw: false,
    });
    expect(read({ id: null, inputs, parameters: null, outputs: null })).toMatchObject({ id: "", outputs: [] });
    const own = read('{"inputs":[{"name":"x","datatype":"INT8","shape":[1],"data":[1]}],"parameters":{"__proto__":1}}');
    expect(Object.entries(own.parameters)).toEqual([["__proto__", 1]]);
  });

  test("takes an answer that is passed on for a request", () => {
    const outputs = [{ name: "y", datatype: "FP32", shape: [1], data: [0.5] }];
    expect(read({ model_name: "m", outputs })).toMatchObject({ tensors: [{ name: "y" }], outputs: [], model: "" });
  });

  test("reads long data by the scanner", () => {
    const data = Array.from({ length: 5000 }, (_, index) => index / 7);
    expect(x({ datatype: "FP32", shape: [5000], data }).data).toEqual(Float32Array.from(data));
    const whole = data.map((value) => Math.floor(value));
    expect(x({ datatype: "INT64", shape: [50, 100], data: whole }).data).toEqual(BigInt64Array.from(whole, BigInt));
    expect(x({ datatype: "UINT16", shape: [5000], data: whole }).data).toEqual(Uint16Array.from(whole));
    expect(refusal(() => x({ datatype: "INT32", shape: [5000], data }))).toMatch(/expected INT32 values, got numbers/);
  });

  const whole = { datatype: "INT8", shape: [1], data: [1] };
  test.each([
    ["", "The request body is empty; expected an inference request as JSON"],
    ["[]", "Request body: expected an inference request as JSON, got an array at character 0"],
    ["{}", "inputs: expected a list of tensors, got nothing"],
    ['{"inputs":[]}', "inputs: expected a list of tensors, got none"],
    ['{"inputs":1}', "inputs: expected a list of tensors, got a number at character 10"],
    ['{"inputs":[1]}', "inputs[0]: expected a tensor as an object, got a number at character 11"],
    ['{"id":7,"inputs":[]}', "id: expected a string, got a number at character 6"],
    ['{"parameters":[1],"inputs":[]}', "parameters: expected an object of scalars"],
    [
      '{"inputs":[]} x',
      "Request body: expected nothing after the JSON value, got an unexpected character at character 14",
    ],
  ])("refuses %s", (body, message) => {
    expect(refusal(() => read(body))).toBe(message);
  });

  test.each([
    [{ ...whole, name: undefined }, ".name: expected a string, got nothing"],
    [{ ...whole, shape: undefined }, ".shape: expected a list of sizes, got nothing"],
    [{ ...whole, shape: [1.5] }, ".shape: expected sizes of 0 or more, got 1.5"],
    [{ ...whole, shape: [-2] }, ".shape: expected sizes of 0 or more, got -2"],
    [{ ...whole, shape: [-1, -1] }, ".shape: expected at most one size of -1"],
    [
      { ...whole, shape: [0, 2 ** 31], data: [] },
      ".shape: expected at most 65536 arrays without elements, got shape [0,2147483648]",
    ],
    [
      { ...whole, datatype: undefined },
      ".datatype: expected one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES, got nothing",
    ],
    [{ ...whole, data: undefined }, ".data: expected a list, got nothing"],
    [{ ...whole, shape: [3] }, ".data: expected 3 elements for shape [3], got 1"],
    [
      { ...whole, shape: [2, 2], data: [[1, 2, 3, 4]] },
      ".data: expected a flat list, or one nested as shape [2,2], got one nested as [1,4]",
    ],
    [{ ...whole, data: [128] }, ".data[0]: expected INT8 values, got numbers outside of it"],
    [{ ...whole, data: [0.5] }, ".data[0]: expected INT8 values, got numbers outside of it"],
    [{ ...whole, data: ["1"] }, ".data: expected INT8 values, got texts"],
    [{ ...whole, data: [1, "a"] }, ".data: expected elements of one type, got several"],
    [{ ...whole, datatype: "BYTES" }, ".data: expected BYTES values, got numbers"],
    [{ ...whole, datatype: "BOOL", data: [2] }, ".data[0]: expected BOOL values, got numbers outside of it"],
    [{ ...whole, datatype: "FP32", data: [1e39] }, ".data[0]: expected FP32 values, got numbers beyond its range"],
    [{ ...whole, datatype: "FP16", data: [65520] }, ".data[0]: expected FP16 values, got numbers beyond its range"],
    [
      { ...whole, parameters: { shared_memory_region: "r" } },
      ".parameters.shared_memory_region: expected data in the request, shared memory is not served",
    ],
    [{ ...whole, parameters: { binary_data_size: -1 } }, ".parameters.binary_data_size: expected a number of bytes"],
    [{ ...whole, parameters: { binary_data_size: 1 } }, ": expected either data or binary_data_size, got both"],
  ])("refuses the input %j", (input, message) => {
    expect(refusal(() => x(input))).toBe(`inputs[0]${message}`);
  });

  test.each([
    ["INT64", "[1, 2, 9223372036854775808]", 2, "INT64 values, got numbers outside of it"],
    ["UINT64", "[0, -1, 2]", 1, "UINT64 values, got numbers outside of it"],
    ["INT64", "[1, 2.5, 3]", 1, "INT64 values, got numbers outside of it"],
    ["INT32", `[${"7,".repeat(3000)}2147483648,7]`, 3000, "INT32 values, got numbers outside of it"],
    ["FP32", "[1, 1e38, 1e39]", 2, "FP32 values, got numbers beyond its range"],
  ])("names the first element that is no %s", (datatype, data, index, expected) => {
    const count = data.split(",").length;
    const text = `{"inputs":[{"name":"x","shape":[${count}],"datatype":"${datatype}","data":${data}}]}`;
    expect(refusal(() => read(text))).toBe(`inputs[0].data[${index}]: expected ${expected}`);
  });

  test.each([
    ["[1, 1e400]", "inputs[0].data[1]"],
    ["[Infinity, -1e400]", "inputs[0].data[1]"],
    [`[1, ${"9".repeat(400)}]`, "inputs[0].data[1]"],
    [`[[1], [-1e999]]`, "inputs[0].data[1][0]"],
  ])("refuses numbers that float64 does not have: %s", (data, path) => {
    for (const datatype of ["FP64", "FP32", "FP16"]) {
      const text = `{"inputs":[{"name":"x","shape":[2],"datatype":"${datatype}","data":${data}}]}`;
      expect(refusal(() => read(text))).toBe(`${path}: expected a number in the range of float64, got one beyond it`);
    }
  });

  test("refuses them in long lists, in parameters and in UTF-16 as well", () => {
    const of = (data: string, more: string): string =>
      `{"inputs":[{"name":"x","shape":[-1],"datatype":"FP64","data":[${data}]}]${more}}`;
    const beyond = "expected a number in the range of float64, got one beyond it";
    expect(refusal(() => read(of(`${"1.5,".repeat(4000)}1e400`, "")))).toBe(`inputs[0].data[4000]: ${beyond}`);
    expect(refusal(() => read(of("1", ',"parameters":{"k":1e400}')))).toBe(`parameters.k: ${beyond}`);
    const wide = Uint8Array.from(Buffer.from(`\ufeff${of("1e400", "")}`, "utf16le"));
    expect(refusal(() => decodeInferRequest(wide, undefined))).toBe(`inputs[0].data[0]: ${beyond}`);
  });

  test("takes the words of infinities", () => {
    const text = '{"inputs":[{"name":"1e400","shape":[2],"datatype":"FP64","data":[Infinity,-Infinity]}]}';
    expect(read(text).tensors[0]!.data).toEqual(Float64Array.of(Infinity, -Infinity));
  });

  test.each([2, 12])("refuses a name that comes again among %i inputs", (count) => {
    const inputs = Array.from({ length: count }, (_, index) => ({ name: `x${index}`, ...whole }));
    expect(read({ inputs }).tensors.length).toBe(count);
    inputs[count - 1] = { name: "x0", ...whole };
    expect(refusal(() => read({ inputs }))).toBe(`inputs[${count - 1}].name: expected each name once, got "x0" again`);
  });

  test("refuses to classify", () => {
    const outputs = [{ name: "y", parameters: { classification: 3 } }];
    expect(refusal(() => read({ inputs: [{ name: "x", ...whole }], outputs }))).toBe(
      "outputs[0].parameters.classification: expected 0, the classification extension is not served; take the classes from the output",
    );
  });
});

describe("binary tensor data", () => {
  test("follows the JSON in the order of the inputs", () => {
    const decoded = binary(
      { datatype: "INT16", shape: [2], parameters: { binary_data_size: 4, k: 1 } },
      [1, 0, 255, 255],
    );
    expect(decoded.raw).toBe(true);
    expect(decoded.tensors).toEqual([
      { name: "x", datatype: "INT16", shape: [2], data: Int16Array.of(1, -1), parameters: { k: 1 } },
    ]);
  });

  test("has the length before each element of BYTES", () => {
    const given = { datatype: "BYTES", shape: [2], parameters: { binary_data_size: 10 } };
    expect(binary(given, [2, 0, 0, 0, 97, 98, 0, 0, 0, 0]).tensors[0]!.data).toEqual(["ab", ""]);
    const bytes = binary({ ...given, parameters: { binary_data_size: 9 } }, [1, 0, 0, 0, 255, 0, 0, 0, 0]);
    expect(bytes.tensors[0]!.data).toEqual([Uint8Array.of(255), new Uint8Array(0)]);
  });

  test("may leave one size of numbers to be inferred", () => {
    const given = { datatype: "INT8", shape: [-1, 2], parameters: { binary_data_size: 4 } };
    expect(binary(given, [1, 2, 3, 4]).tensors[0]!.shape).toEqual([2, 2]);
  });

  const four = { datatype: "FP32", shape: [1], parameters: { binary_data_size: 4 } };
  test.each([
    [
      four,
      [0, 0, 0],
      undefined,
      "inputs[0].parameters.binary_data_size: expected at most 3, the bytes that follow the JSON, got 4",
    ],
    [four, [0, 0, 0, 0, 0], undefined, "Request body: expected binary data for its tensors, got 1 bytes more"],
    [{ ...four, shape: [2] }, [0, 0, 0, 0], undefined, "inputs[0]: expected 8 bytes for FP32[2], got 4"],
    [
      { ...four, datatype: "BYTES" },
      [9, 0, 0, 0],
      undefined,
      "inputs[0]: expected 1 elements, each behind its length, in 4 bytes",
    ],
    [
      { ...four, datatype: "BYTES", shape: [-1] },
      [0, 0, 0, 0],
      undefined,
      "inputs[0].shape: expected sizes of 0 or more, got -1",
    ],
    [four, [], NaN, "Inference-Header-Content-Length: expected 0 to 91, the body's bytes, got NaN"],
    [four, [], 1000, "Inference-Header-Content-Length: expected 0 to 91, the body's bytes, got 1000"],
    [four, [], 0, "The request body is empty; expected an inference request as JSON"],
  ])("is refused when it does not fit: %j %j %s", (input, bytes, length, message) => {
    expect(refusal(() => binary(input, bytes, length))).toBe(message);
  });
});

describe("decodeInferResponse()", () => {
  test("reads what another server answered", () => {
    const body = '{"model_name":"m","model_version":"2","id":null,"parameters":null,"outputs":[]}';
    expect(decodeInferResponse(encode(body), undefined)).toEqual({
      model: "m",
      version: "2",
      id: "",
      parameters: {},
      tensors: [],
    });
  });

  test("refuses an answer without outputs", () => {
    expect(refusal(() => decodeInferResponse(encode('{"error":"no"}'), undefined))).toBe(
      "outputs: expected a list of tensors, got nothing",
    );
  });
});
