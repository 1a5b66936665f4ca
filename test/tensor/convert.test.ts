import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { castTensor, elementAt, toFloat64, toNested } from "../../runtime/tensor/convert.ts";
import { DATATYPES, isDatatype } from "../../runtime/tensor/datatype.ts";
import type { Datatype, NumericArray } from "../../runtime/tensor/datatype.ts";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../../runtime/tensor/half.ts";
import { createTensor, describeTensor, elementCount, rowCount } from "../../runtime/tensor/tensor.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";

function vector(datatype: Datatype, values: readonly (number | bigint)[]): Tensor {
  const data = new DATATYPES[datatype].array!(values.length);
  values.forEach((value, i) => (data[i] = value as never));
  return { name: "v", datatype, shape: [values.length], data };
}

describe("toFloat16() and fromFloat16()", () => {
  test("give every bit pattern back", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromFloat16(bits);
      if (Number.isNaN(value)) expect(Number.isNaN(fromFloat16(toFloat16(value)))).toBe(true);
      else if (toFloat16(value) !== bits) throw new Error(`${bits} became ${toFloat16(value)}`);
    }
  });

  test("round to the nearest, ties to even", () => {
    fc.assert(
      fc.property(fc.double({ min: -70000, max: 70000, noNaN: true }), (value) => {
        const bits = toFloat16(value);
        const got = fromFloat16(bits);
        if (!Number.isFinite(got)) expect(Math.abs(value)).toBeGreaterThanOrEqual(65520);
        fc.pre(Number.isFinite(got));
        const magnitude = bits & 0x7fff;
        for (const other of [magnitude - 1, magnitude + 1]) {
          if (other < 0 || other >= 0x7c00) continue;
          const distance = Math.abs(Math.abs(value) - fromFloat16(other));
          const mine = Math.abs(Math.abs(value) - Math.abs(got));
          expect(mine < distance || (mine === distance && magnitude % 2 === 0)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -14, 0x0400],
    [0.00006103515624, 0x0400],
    [2047.5, 0x6800],
  ])("write %s as %i", (value, bits) => {
    expect(toFloat16(value)).toBe(bits);
  });
});

describe("toBfloat16() and fromBfloat16()", () => {
  test("give every bit pattern back", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromBfloat16(bits);
      if (!Number.isNaN(value) && toBfloat16(value) !== bits) throw new Error(`${bits} became ${toBfloat16(value)}`);
    }
    expect(fromBfloat16(toBfloat16(NaN))).toBeNaN();
  });

  test.each([
    [1, 0x3f80],
    [-2, 0xc000],
    [1 + 2 ** -8, 0x3f80],
    [1 + 3 * 2 ** -8, 0x3f82],
    [3.4e38, 0x7f80],
  ])("round %s to %i", (value, bits) => {
    expect(toBfloat16(value)).toBe(bits);
  });
});

describe("toFloat64()", () => {
  test("reads 64-bit integers as the platform does", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (values) => {
        expect([...toFloat64(vector("INT64", values))]).toEqual(values.map(Number));
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), (values) => {
        expect([...toFloat64(vector("UINT64", values))]).toEqual(values.map(Number));
      }),
    );
  });

  test("reads a view that does not start at 0", () => {
    const data = BigInt64Array.of(9n, -5n, 7n).subarray(1);
    expect([...toFloat64({ name: "", datatype: "INT64", shape: [2], data })]).toEqual([-5, 7]);
  });

  test("does not copy FP64 and refuses text", () => {
    const tensor = vector("FP64", [1]);
    expect(toFloat64(tensor)).toBe(tensor.data);
    expect(() => toFloat64({ name: "", datatype: "BYTES", shape: [1], data: ["x"] })).toThrow(
      "Expected numbers, got BYTES[1] (text)",
    );
  });
});

describe("castTensor()", () => {
  const numeric = (Object.keys(DATATYPES) as Datatype[]).filter((datatype) => datatype !== "BYTES");

  test("keeps 0 and 1 through every pair of datatypes", () => {
    for (const from of numeric) {
      const tensor = castTensor(vector("FP64", [0, 1, 1]), from);
      for (const to of numeric) {
        const back = castTensor(castTensor(tensor, to), "FP64");
        expect([from, to, ...(back.data as Float64Array)]).toEqual([from, to, 0, 1, 1]);
      }
    }
  });

  test.each<[Datatype, number | bigint, Datatype]>([
    ["FP64", 0.5, "INT64"],
    ["FP64", 1.5, "UINT8"],
    ["FP64", NaN, "INT32"],
    ["FP64", Infinity, "INT64"],
    ["FP64", 256, "UINT8"],
    ["FP64", -1, "UINT64"],
    ["FP64", 2, "BOOL"],
    ["FP64", 2 ** 63, "INT64"],
    ["INT64", 2n ** 40n, "INT32"],
    ["UINT64", 2n ** 63n, "INT64"],
    ["INT64", -1n, "UINT64"],
    ["INT8", -1, "BOOL"],
  ])("refuses %s of %s as %s", (from, value, to) => {
    expect(() => castTensor(vector(from, [value]), to)).toThrow(`Expected ${to} values, got ${from}[1]`);
  });

  test("keeps 64-bit integers exact between each other", () => {
    const tensor = vector("UINT64", [2n ** 63n - 1n, 9007199254740993n]);
    expect([...(castTensor(tensor, "INT64").data as BigInt64Array)]).toEqual([2n ** 63n - 1n, 9007199254740993n]);
  });

  test("refuses text, and returns the tensor itself when nothing changes", () => {
    const tensor = vector("FP32", [1]);
    expect(castTensor(tensor, "FP32")).toBe(tensor);
    expect(() => castTensor(tensor, "BYTES")).toThrow("Expected BYTES values");
  });
});

describe("toNested()", () => {
  test("nests by shape", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 4 }), (shape) => {
        const data = Float64Array.from({ length: elementCount(shape) }, (_, i) => i);
        const nested = toNested({ name: "", datatype: "FP64", shape, data });
        const sizes: number[] = [];
        for (let level: unknown = nested; Array.isArray(level); level = level[0]) sizes.push(level.length);
        const cut = shape.indexOf(0);
        expect(sizes).toEqual(cut < 0 ? shape : shape.slice(0, cut + 1));
        expect([nested].flat(5)).toEqual([...data]);
      }),
    );
  });

  test("gives each datatype its JavaScript form", () => {
    expect(toNested(vector("BOOL", [1, 0]))).toEqual([true, false]);
    expect(toNested(vector("INT64", [5n, 2n ** 60n]))).toEqual([5, 2n ** 60n]);
    expect(toNested(vector("FP16", [0x3c00]))).toEqual([1]);
    expect(elementAt(vector("BF16", [0x3f80]), 0)).toBe(1);
  });
});

describe("createTensor()", () => {
  test("refuses what does not fit", () => {
    expect(() => createTensor("t", "FP64", [2, 2], new Float64Array(3))).toThrow(
      'Tensor "t" of shape [2,2] cannot hold 3 elements',
    );
    expect(() => createTensor("t", "FP64", [1], new Float32Array(1))).toThrow('Tensor "t" of FP64 needs Float64Array');
    expect(() => createTensor("t", "BYTES", [1], new Uint8Array(1))).toThrow("needs string[] or Uint8Array[]");
  });

  test("is described by type and shape", () => {
    const tensor = createTensor("t", "FP64", [2, 0], new Float64Array(0) as NumericArray);
    expect(describeTensor(tensor)).toBe("FP64[2,0]");
    expect(rowCount(tensor)).toBe(2);
    expect(rowCount(createTensor("t", "FP64", [], new Float64Array(1)))).toBe(1);
    expect(isDatatype("FP64") && !isDatatype("toString") && !isDatatype("float64")).toBe(true);
  });
});
