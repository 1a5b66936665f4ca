/**
 * A named n-dimensional array: what units exchange. Immutable by agreement; a unit that changes a
 * value makes a new tensor.
 * @module
 */
import { DATATYPES } from "./datatype.ts";
import type { Datatype, TensorData } from "./datatype.ts";

/** Values by name; integers beyond 2^53 are bigint. */
export type TensorParameters = Readonly<Record<string, string | number | bigint | boolean>>;

export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  /** Sizes of the axes, outermost first. The product equals `data.length`. */
  readonly shape: readonly number[];
  /** Elements, row-major. */
  readonly data: TensorData;
  /** What the Open Inference protocol lets clients say about a tensor, as `content_type`. */
  readonly parameters?: TensorParameters;
}

/**
 * Makes a tensor after checking that its data fits.
 * @throws RangeError when the shape does not hold `data.length` elements.
 * @throws TypeError when the array type is not the datatype's.
 */
export function createTensor(name: string, datatype: Datatype, shape: readonly number[], data: TensorData): Tensor {
  const expected = DATATYPES[datatype].array;
  if (expected === undefined ? !Array.isArray(data) : !(data instanceof expected)) {
    throw new TypeError(`Tensor "${name}" of ${datatype} needs ${expected?.name ?? "string[] or Uint8Array[]"}`);
  }
  if (elementCount(shape) !== data.length) {
    throw new RangeError(`Tensor "${name}" of shape [${shape.join(",")}] cannot hold ${data.length} elements`);
  }
  return { name, datatype, shape, data };
}

/** Product of the axes; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** `FP64[2,4]`: how errors and metadata spell a tensor's type. */
export function describeTensor(tensor: Tensor): string {
  return `${tensor.datatype}[${tensor.shape.join(",")}]`;
}

/** Rows of a batch: the first axis, or 1 for a scalar. */
export function rowCount(tensor: Tensor): number {
  return tensor.shape.length === 0 ? 1 : tensor.shape[0]!;
}
