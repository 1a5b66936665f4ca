/**
 * What the codecs bench reads and writes: each codec with the body that it is given, and beside it
 * what people would do instead on the same body. Both end with numbers in an array of float64 and
 * begin with such an array.
 * @module
 */
import type { Message } from "../runtime/message/message.ts";
import type { Tensor } from "../runtime/tensor/tensor.ts";

/** One way to read and to write. */
export interface Side {
  decode(body: Uint8Array): Float64Array;
  encode(values: Float64Array): string | Uint8Array;
}

export interface CodecCase {
  /** Beginning of its keys. */
  readonly key: string;
  readonly title: string;
  /** What the other side is. */
  readonly peer: "json" | "protobufjs";
  /** Whether each side reads what it writes itself. Default both read what the other side writes. */
  readonly apart?: true;
  readonly own: (shape: Shape) => Side;
  readonly other: (shape: Shape) => Side;
}

/** Rows and columns. */
export type Shape = readonly [rows: number, columns: number];

/** Sizes of the arrays: a row, a small batch, two megabytes of JSON. */
export const SHAPES: readonly Shape[] = [
  [1, 4],
  [100, 100],
  [1000, 100],
];

/** Numbers that need all of their sixteen or seventeen digits, the same in every process. */
export function numbersFor([rows, columns]: Shape, seed: number): Float64Array {
  let state = seed + 1;
  const next = (): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 0) / 2 ** 32;
  };
  return Float64Array.from({ length: rows * columns }, () => next() * 2 - 1 + next() / 2 ** 32);
}

/** The numbers of tensors of which there is one. */
export function numbersOf(tensors: readonly Tensor[]): Float64Array {
  return tensors[0]!.data as Float64Array;
}

/** The numbers of a message with one tensor. */
export function numbersIn({ data }: Message): Float64Array {
  if (data.kind !== "tensors") throw new Error(`Expected a tensor, got ${data.kind}`);
  return numbersOf(data.tensors);
}

/** Numbers as a tensor, named where the protocol has names. */
export function tensorOf(values: Float64Array, shape: Shape, name: string = ""): Tensor {
  return { name, datatype: "FP64", shape, data: values };
}
