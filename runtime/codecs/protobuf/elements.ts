/** Numbers of a fixed width in a message's bytes as typed arrays: both are little-endian. @module */
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray } from "../../tensor/datatype.ts";

type ArrayOn = new (buffer: ArrayBufferLike, offset: number, length: number) => NumericArray;

/** Up to here a window on a message is not worth that it keeps the whole message. */
const FEW_BYTES = 1024;

/**
 * The elements in a stretch of bytes, a multiple of the datatype's width: a window on the bytes
 * where they lie as typed arrays want them, else a copy. In a BOOL every byte but 0 is true.
 */
export function readElements(datatype: Datatype, bytes: Uint8Array, start: number, length: number): NumericArray {
  const { array, width, kind } = DATATYPES[datatype];
  const offset = bytes.byteOffset + start;
  let data: NumericArray;
  if (length > FEW_BYTES && offset % width === 0) {
    data = new (array as unknown as ArrayOn)(bytes.buffer, offset, length / width);
  } else {
    data = new array!(length / width);
    new Uint8Array(data.buffer).set(bytes.subarray(start, start + length));
  }
  return kind === "bool" ? toBools(data as Uint8Array) : data;
}

function toBools(data: Uint8Array): Uint8Array {
  for (let i = 0; i < data.length; i++) {
    if (data[i]! > 1) return Uint8Array.from(data, (value) => (value === 0 ? 0 : 1));
  }
  return data;
}
