/**
 * Tensors as raw bytes: elements one after the other, row-major, little endian; a BYTES element has
 * its length (4 bytes) before it.
 * @see the binary tensor data extension of the Open Inference protocol
 * @module
 */
import { invalid } from "../../errors.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { MAX_NODES } from "../json/limits.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";

const LENGTH_BYTES = 4;

/**
 * Reads the elements; a view of the bytes when they are aligned, else a copy.
 * @param path of the tensor, for messages
 * @throws InferenceError INVALID_ARGUMENT when the bytes are not those of the shape
 */
export function readRaw(bytes: Uint8Array, datatype: Datatype, shape: readonly number[], path: string): TensorData {
  const { array, width } = DATATYPES[datatype];
  const count = elementCount(shape);
  if (array === undefined) return readElements(bytes, count, path);
  if (bytes.length !== count * width) {
    const expected = `${count * width} bytes for ${datatype}[${shape.join(",")}]`;
    invalid(`${path}: expected ${expected}, got ${bytes.length}`);
  }
  const View = array as unknown as { new (buffer: ArrayBufferLike, offset: number, length: number): NumericArray };
  if (bytes.byteOffset % width === 0) return new View(bytes.buffer, bytes.byteOffset, count);
  return new View(new Uint8Array(bytes).buffer, 0, count);
}

function readElements(bytes: Uint8Array, count: number, path: string): TensorData {
  if (count > MAX_NODES) invalid(`${path}: expected at most ${MAX_NODES} elements of BYTES, got ${count}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  let position = 0;
  while (position < bytes.length) {
    const start = position + LENGTH_BYTES;
    const end = start <= bytes.length ? start + view.getUint32(position, true) : Infinity;
    if (end > bytes.length || elements.length === count) break;
    elements.push(bytes.subarray(start, end));
    position = end;
  }
  if (elements.length === count && position === bytes.length) return utf8OrBytes(elements);
  return invalid(`${path}: expected ${count} elements, each behind its length, in ${bytes.length} bytes`);
}

/** The tensor's elements as bytes; a view of its own data where these are numbers. */
export function writeRaw({ data, datatype }: Tensor): Uint8Array {
  if (datatype !== "BYTES") {
    const { buffer, byteOffset, byteLength } = data as NumericArray;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const encoder = new TextEncoder();
  const elements = (data as readonly (string | Uint8Array)[]).map((element) =>
    typeof element === "string" ? encoder.encode(element) : element,
  );
  const size = elements.reduce((sum, element) => sum + LENGTH_BYTES + element.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let position = 0;
  for (const element of elements) {
    view.setUint32(position, element.length, true);
    bytes.set(element, position + LENGTH_BYTES);
    position += LENGTH_BYTES + element.length;
  }
  return bytes;
}
