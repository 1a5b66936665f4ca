/** From column-major to row-major. @module */

/** Elements of `size` bytes each, put into row-major order. */
export function fromFortran(bytes: Uint8Array, shape: readonly number[], size: number): Uint8Array {
  const indices = fortranIndices(shape);
  const copy = new Uint8Array(bytes.length);
  if (size === 8) {
    // As integers: a float64 could lose what a NaN carries.
    const from = new BigUint64Array(bytes.slice().buffer);
    const to = new BigUint64Array(copy.buffer);
    for (let index = 0; index < to.length; index++) to[index] = from[indices[index]!]!;
    return copy;
  }
  for (let index = 0, to = 0; index < indices.length; index++) {
    const from = indices[index]! * size;
    for (let byte = 0; byte < size; byte++) copy[to++] = bytes[from + byte]!;
  }
  return copy;
}

/**
 * For each element in row-major order, where it is in column-major order.
 * @param shape of the array, with at least one element
 */
function fortranIndices(shape: readonly number[]): Float64Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const indices = new Float64Array(count);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const at = shape.map(() => 0);
  let from = 0;
  for (let index = 0; index < count; index++) {
    indices[index] = from;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
  return indices;
}
