/** Tensors of every datatype, for all protobuf codecs. */
import fc from "fast-check";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype, TensorData } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const ELEMENTS: Readonly<Record<Datatype, fc.Arbitrary<unknown>>> = {
  BOOL: fc.nat(1),
  UINT8: fc.nat(255),
  UINT16: fc.nat(65535),
  UINT32: fc.nat(0xffffffff),
  UINT64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  INT8: fc.integer({ min: -128, max: 127 }),
  INT16: fc.integer({ min: -32768, max: 32767 }),
  INT32: fc.integer(),
  INT64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  FP16: fc.nat(65535),
  BF16: fc.nat(65535),
  FP32: fc.float(),
  FP64: fc.double(),
  BYTES: fc.string({ unit: "grapheme" }),
};

/** All datatypes. */
export const ALL: readonly Datatype[] = Object.keys(DATATYPES) as Datatype[];

export interface TensorOptions {
  readonly datatypes?: readonly Datatype[];
  readonly name?: fc.Arbitrary<string>;
  /** Smallest size of an axis, 0 by default. */
  readonly minSize?: number;
  readonly minRank?: number;
}

/** Tensors of up to three axes. BYTES are all text, or begin with an element that is none. */
export function tensors(options: TensorOptions = {}): fc.Arbitrary<Tensor> {
  const { datatypes = ALL, name = fc.constant(""), minSize = 0, minRank = 0 } = options;
  const shapes = fc.array(fc.integer({ min: minSize, max: 4 }), { minLength: minRank, maxLength: 3 });
  return fc.tuple(fc.constantFrom(...datatypes), shapes, name).chain(([datatype, shape, title]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const toTensor = (data: TensorData): Tensor => ({ name: title, datatype, shape, data });
    const values = fc.array(ELEMENTS[datatype], { minLength: length, maxLength: length });
    const { array } = DATATYPES[datatype];
    if (array !== undefined) {
      return values.map((list) => {
        const data = new array(length);
        for (const [index, value] of list.entries()) data[index] = value as never;
        return toTensor(data);
      });
    }
    const texts = values.map((list) => toTensor(list as string[]));
    const bytes = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: length, maxLength: length });
    return fc.oneof(
      texts,
      bytes.map((list) =>
        toTensor(list.map((item, index) => (index === 0 ? Uint8Array.of(0xff) : new Uint8Array(item)))),
      ),
    );
  });
}
