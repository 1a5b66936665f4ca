/** Random tensors of every datatype. */
import fc from "fast-check";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../../runtime/tensor/datatype.ts";
import { elementCount } from "../../../runtime/tensor/tensor.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const FINITE = { noNaN: true, noDefaultInfinity: true };

/** Elements that JSON can say: numbers are finite. FP16 and BF16 are bit patterns. */
const ELEMENTS: Readonly<Record<Exclude<Datatype, "BYTES">, fc.Arbitrary<number | bigint>>> = {
  BOOL: fc.nat(1),
  UINT8: fc.nat(0xff),
  UINT16: fc.nat(0xffff),
  UINT32: fc.nat(0xffffffff),
  UINT64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  INT8: fc.integer({ min: -0x80, max: 0x7f }),
  INT16: fc.integer({ min: -0x8000, max: 0x7fff }),
  INT32: fc.integer(),
  INT64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  FP16: fc.nat(0xffff).filter((bits) => (bits & 0x7c00) !== 0x7c00),
  BF16: fc.nat(0xffff).filter((bits) => (bits & 0x7f80) !== 0x7f80),
  FP32: fc.float(FINITE),
  FP64: fc.double(FINITE),
};

function dataOf(datatype: Datatype, length: number): fc.Arbitrary<TensorData> {
  const exactly = { minLength: length, maxLength: length };
  if (datatype !== "BYTES") {
    return fc.array(ELEMENTS[datatype], exactly).map((values) => {
      const data: NumericArray = new DATATYPES[datatype].array!(length);
      for (const [at, value] of values.entries()) data[at] = value as never;
      return data;
    });
  }
  const texts = fc.array(fc.string({ unit: "grapheme" }), exactly);
  if (length === 0) return texts;
  // One that is no UTF-8: bytes that all are text come back as text.
  const bytes = fc.array(fc.uint8Array({ maxLength: 9 }), exactly).map((list) => list.with(0, Uint8Array.of(0xff)));
  return fc.oneof(texts, bytes as fc.Arbitrary<TensorData>);
}

/** @param minSize Smallest size of an axis. */
export function tensorsOf(datatype: Datatype, minSize: number = 0): fc.Arbitrary<Tensor> {
  const shapes = fc.array(fc.integer({ min: minSize, max: 4 }), { maxLength: 3 });
  return fc
    .tuple(fc.string({ minLength: 1 }), shapes)
    .chain(([name, shape]) => dataOf(datatype, elementCount(shape)).map((data) => ({ name, datatype, shape, data })));
}
