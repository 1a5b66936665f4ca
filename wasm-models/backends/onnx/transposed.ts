/** Rows of a matrix as its columns. @module */

/** @param width of the rows of `data` */
export function transposed(data: Float64Array, width: number): Float64Array {
  const rows = data.length / width;
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) result[column * rows + row] = data[row * width + column]!;
  }
  return result;
}
