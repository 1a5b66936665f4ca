import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toNested } from "../../runtime/tensor/convert.ts";
import { fromNested, isTensor, toTensor } from "../../runtime/tensor/nested.ts";
import { describeTensor, elementCount } from "../../runtime/tensor/tensor.ts";

describe("fromNested()", () => {
  test("gives back what toNested made", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.double()),
        (shape, values) => {
          const data = Float64Array.from({ length: elementCount(shape) }, () => values.next().value as number);
          const tensor = { name: "", datatype: "FP64" as const, shape, data };
          expect(fromNested(toNested(tensor))).toEqual(tensor);
        },
      ),
    );
  });

  test.each<[unknown, string]>([
    [[], "FP64[0]"],
    [[[], []], "FP64[2,0]"],
    [[1, 2], "FP64[2]"],
    [[1n, 2], "INT64[2]"],
    [[1n, 0.5], "FP64[2]"],
    [[2n ** 63n], "UINT64[1]"],
    [[2n ** 64n], "FP64[1]"],
    [[["a"], ["b"]], "BYTES[2,1]"],
    [[true, false], "BOOL[2]"],
    [Float32Array.of(1, 2), "FP32[2]"],
    [[Float32Array.of(1, 2), Float32Array.of(3, 4)], "FP64[2,2]"],
    [Uint8ClampedArray.of(1), "UINT8[1]"],
    [BigUint64Array.of(1n), "UINT64[1]"],
  ])("reads %o as %s", (value, expected) => {
    const tensor = fromNested(value)!;
    expect(describeTensor(tensor)).toBe(expected);
    expect(tensor.data).toHaveLength(elementCount(tensor.shape));
  });

  test.each<[unknown]>([
    [[[1], [2, 3]]],
    [[1, [2]]],
    [[1, [2, 3]]],
    [[[1], [[2]]]],
    [[[1], 2]],
    [[[], [1]]],
    [[[[1]], [[1, 2]]]],
    [
      [
        [1, 2],
        [3, [4]],
      ],
    ],
  ])("refuses the ragged array %j", (value) => {
    expect(() => fromNested(value)).toThrow("Ragged array: expected ");
  });

  test.each<[unknown]>([[[1, "a"]], [[null]], [["a", 1]], [[true, 1]], [[undefined]], [[1, null]]])(
    "leaves the mixed array %j to JSON",
    (value) => {
      expect(fromNested(value)).toBeUndefined();
    },
  );
});

describe("isTensor()", () => {
  const tensor = { name: "x", datatype: "FP32", shape: [1, 2], data: Float32Array.of(1, 2) };

  test("takes a tensor, and toTensor() one without a name", () => {
    expect(isTensor(tensor)).toBe(true);
    expect(isTensor({ ...tensor, datatype: "BYTES", data: ["a", "b"] })).toBe(true);
    expect(isTensor({ ...tensor, datatype: "BYTES", data: [Uint8Array.of(1), new Uint8Array(0)] })).toBe(true);
    const { datatype, shape, data } = tensor;
    expect(toTensor({ datatype, shape, data })).toEqual({ ...tensor, name: "" });
  });

  test.each<[unknown]>([
    [null],
    [{ ...tensor, data: [1, 2] }],
    [{ ...tensor, data: Float64Array.of(1, 2) }],
    [{ ...tensor, data: null }],
    [{ ...tensor, shape: [-1, -2] }],
    [{ ...tensor, shape: [2, 0.5, 2] }],
    [{ ...tensor, shape: ["1", "2"] }],
    [{ ...tensor, shape: [3] }],
    [{ ...tensor, shape: undefined }],
    [{ ...tensor, datatype: "toString" }],
    [{ ...tensor, name: 5 }],
    [{ ...tensor, datatype: "BYTES", data: ["a", Uint8Array.of(1)] }],
  ])("refuses %o without throwing", (value) => {
    expect(isTensor(value)).toBe(false);
  });
});
