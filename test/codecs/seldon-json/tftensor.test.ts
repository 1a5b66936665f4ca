import { describe, expect, test } from "vitest";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import { toNested } from "../../../runtime/tensor/convert.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

function read(value: unknown): Tensor {
  const { data } = decodeMessage(JSON.stringify({ data: { tftensor: value } }));
  if (data.kind !== "tensors") throw new Error("no tensor");
  return data.tensors[0]!;
}

function failure(value: unknown): string {
  try {
    read(value);
  } catch (error) {
    expect(InferenceError.is(error), String(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error(`Expected a failure for ${JSON.stringify(value)}`);
}

const two = { dim: [{ size: "2" }] };
const base64 = (data: ArrayBufferView): string => Buffer.from(data.buffer as ArrayBuffer).toString("base64");

const DTYPES = [
  ["DT_FLOAT", 1, "floatVal", "float_val", [1.5, -2], Float32Array.of(1.5, -2), "FP32"],
  ["DT_DOUBLE", 2, "doubleVal", "double_val", [1.5, -2], Float64Array.of(1.5, -2), "FP64"],
  ["DT_INT32", 3, "intVal", "int_val", [7, -2], Int32Array.of(7, -2), "INT32"],
  ["DT_UINT8", 4, "intVal", "int_val", [7, 255], Uint8Array.of(7, 255), "UINT8"],
  ["DT_INT16", 5, "intVal", "int_val", [7, -2], Int16Array.of(7, -2), "INT16"],
  ["DT_INT8", 6, "intVal", "int_val", [7, -2], Int8Array.of(7, -2), "INT8"],
  [
    "DT_INT64",
    9,
    "int64Val",
    "int64_val",
    ["9223372036854775807", "-2"],
    BigInt64Array.of(2n ** 63n - 1n, -2n),
    "INT64",
  ],
  ["DT_BOOL", 10, "boolVal", "bool_val", [true, false], Uint8Array.of(1, 0), "BOOL"],
  ["DT_BFLOAT16", 14, "halfVal", "half_val", [0x3fc0, 0xc000], Uint16Array.of(0x3fc0, 0xc000), "BF16"],
  ["DT_UINT16", 17, "intVal", "int_val", [7, 65535], Uint16Array.of(7, 65535), "UINT16"],
  ["DT_HALF", 19, "halfVal", "half_val", [0x3e00, 0xc000], Uint16Array.of(0x3e00, 0xc000), "FP16"],
  ["DT_UINT32", 22, "uint32Val", "uint32_val", [7, 4294967295], Uint32Array.of(7, 4294967295), "UINT32"],
  [
    "DT_UINT64",
    23,
    "uint64Val",
    "uint64_val",
    ["18446744073709551615", 2],
    BigUint64Array.of(2n ** 64n - 1n, 2n),
    "UINT64",
  ],
] as const;

describe("fromTensorProto()", () => {
  test.each(DTYPES)("reads %s in every spelling", (name, number, camel, snake, values, data, datatype) => {
    const expected = { name: "", datatype, shape: [2], data };
    expect(read({ dtype: name, tensorShape: two, [camel]: values })).toEqual(expected);
    expect(read({ dtype: number, tensor_shape: { dim: [{ size: 2 }] }, [snake]: values })).toEqual(expected);
    expect(read({ dtype: name, tensorShape: two, tensorContent: base64(data) })).toEqual(expected);
    expect(read({ dtype: name, tensor_shape: two, tensor_content: base64(data) })).toEqual(expected);
  });

  test.each(DTYPES)(
    "fills the shape with a single %s value, and with zeros without one",
    (name, _, field, __, values) => {
      const single = read({ dtype: name, tensorShape: { dim: [{ size: 2 }, { size: 3 }] }, [field]: [values[0]] });
      expect(new Set((toNested(single) as unknown[][]).flat()).size).toBe(1);
      expect(toNested(read({ dtype: name, tensorShape: two }))).toEqual(name === "DT_BOOL" ? [false, false] : [0, 0]);
    },
  );

  test("reads text, and a scalar", () => {
    const text = read({ dtype: "DT_STRING", tensorShape: two, stringVal: ["aGk=", ""] });
    expect(text.data).toEqual(["hi", ""]);
    const bytes = read({ dtype: "DT_STRING", tensorShape: two, stringVal: ["aGk=", "/w=="] });
    expect(bytes.data).toEqual([new TextEncoder().encode("hi"), Uint8Array.of(255)]);
    expect(read({ dtype: "DT_FLOAT", tensorShape: {}, floatVal: [3] })).toEqual({
      name: "",
      datatype: "FP32",
      shape: [],
      data: Float32Array.of(3),
    });
  });

  test("reads NaN and the infinities by name", () => {
    const read3 = read({
      dtype: "DT_DOUBLE",
      tensorShape: { dim: [{ size: 3 }] },
      doubleVal: ["NaN", "Infinity", "-Infinity"],
    });
    expect(toNested(read3)).toEqual([NaN, Infinity, -Infinity]);
  });

  test("answers in the same encoding", () => {
    const message = decodeMessage(
      JSON.stringify({ data: { tftensor: { dtype: "DT_FLOAT", tensorShape: two, floatVal: [1, 2] } } }),
    );
    expect(JSON.parse(encodeMessage(message)).data.tftensor).toEqual({
      dtype: "DT_FLOAT",
      tensorShape: { dim: [{ size: "2" }] },
      tensorContent: base64(Float32Array.of(1, 2)),
    });
  });

  test.each([
    [5, "data.tftensor: expected an object"],
    [{}, "data.tftensor.dtype: expected one of DT_FLOAT"],
    [{ dtype: "DT_COMPLEX64" }, "data.tftensor.dtype"],
    [{ dtype: 0 }, "data.tftensor.dtype"],
    [{ dtype: "DT_INT32", tensorShape: two, intVal: [1, 2, 3] }, "data.tftensor.intVal: expected 2 values, got 3"],
    [{ dtype: "DT_INT32", tensorShape: two, intVal: ["abc", 1] }, "data.tftensor.intVal"],
    [{ dtype: "DT_INT32", tensorShape: two, intVal: [1.5, 1] }, "data.tftensor.intVal"],
    [{ dtype: "DT_UINT8", tensorShape: two, intVal: [300, 1] }, "data.tftensor.intVal"],
    [{ dtype: "DT_FLOAT", tensorShape: two, floatVal: ["abc", 1] }, "data.tftensor.floatVal"],
    [{ dtype: "DT_FLOAT", tensorShape: two, floatVal: [{}, 1] }, "data.tftensor.floatVal: expected numbers"],
    [{ dtype: "DT_INT64", tensorShape: two, int64Val: [1.5, 1] }, "data.tftensor.int64Val: expected whole numbers"],
    [{ dtype: "DT_INT64", tensorShape: two, int64Val: ["9223372036854775808", 1] }, "data.tftensor.int64Val"],
    [{ dtype: "DT_HALF", tensorShape: two, halfVal: [70000, 1] }, "data.tftensor.halfVal"],
    [
      { dtype: "DT_FLOAT", tensorShape: two, tensorContent: "AAAA" },
      "data.tftensor.tensorContent: 3 bytes are no whole number of DT_FLOAT",
    ],
    [
      { dtype: "DT_FLOAT", tensorShape: two, tensorContent: "AAAAAA==" },
      "data.tftensor: expected 2 elements for shape [2], got 1",
    ],
    [{ dtype: "DT_FLOAT", tensorShape: two, tensorContent: "*" }, "data.tftensor.tensorContent: expected base64 text"],
    [{ dtype: "DT_FLOAT", tensorShape: two, tensorContent: 5 }, "data.tftensor.tensorContent: expected base64 text"],
    [{ dtype: "DT_STRING", tensorShape: two, tensorContent: "AAAA" }, "data.tftensor.tensorContent"],
    [{ dtype: "DT_STRING", tensorShape: two, stringVal: ["*", ""] }, "data.tftensor.stringVal: expected base64 text"],
    [{ dtype: "DT_STRING", tensorShape: two, stringVal: [5, 6] }, "data.tftensor.stringVal: expected base64 text"],
    [{ dtype: "DT_FLOAT", tensorShape: 5 }, "data.tftensor.tensorShape: expected an object"],
    [{ dtype: "DT_FLOAT", tensorShape: { dim: 5 } }, "data.tftensor.tensorShape.dim: expected an array"],
    [
      { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "-1" }] } },
      "data.tftensor.tensorShape.dim[0].size: expected a size of 0 or more",
    ],
    [{ dtype: "DT_FLOAT", tensorShape: { dim: [{ size: true }] } }, "data.tftensor.tensorShape.dim[0].size"],
    [{ dtype: "DT_FLOAT", tensorShape: { dim: [7] } }, "data.tftensor.tensorShape.dim[0].size"],
    [{ dtype: "DT_FLOAT", tensorShape: { dim: [{ size: 2 ** 31 }, { size: 2 ** 31 }] } }, "data.tftensor"],
    [{ dtype: "DT_FLOAT", tensorShape: { dim: [{ size: 2 ** 25 }] }, floatVal: [1] }, "data.tftensor.floatVal"],
    [
      { dtype: "DT_STRING", tensorShape: { dim: [{ size: 2 ** 20 }] }, stringVal: ["A".repeat(4096)] },
      "data.tftensor.stringVal",
    ],
    [{ dtype: "DT_FLOAT", tensorShape: { dim: [{ size: 2 ** 31 }, { size: 0 }] } }, "data.tftensor.tensorShape"],
    [
      { dtype: "DT_FLOAT", tensorShape: { dim: Array(33).fill({ size: 1 }) } },
      "data.tftensor.tensorShape.dim: more than 32 axes",
    ],
  ])("refuses %j", (value, expected) => {
    expect(failure(value)).toContain(expected);
  });
});
