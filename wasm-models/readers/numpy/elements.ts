/** Elements of arrays out of their bytes. @module */
import { fromFloat16 } from "../../../runtime/tensor/half.ts";
import type { NumericArray } from "../../../runtime/tensor/datatype.ts";
import { NdArray, Records } from "../pickle/values.ts";
import type { ArrayData } from "../pickle/values.ts";
import type { Dtype } from "./dtype.ts";

/** Where elements lie: the first at `start`, each `stride` bytes after the one before. */
export interface Layout {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

/** Reads elements of any type but objects. All of the layout has to be inside of its bytes. */
export function decodeElements(dtype: Dtype, layout: Layout): ArrayData {
  if (dtype.fields !== undefined) return records(dtype, layout);
  switch (dtype.kind) {
    case "U":
      return texts(dtype, layout);
    case "S":
      return byteStrings(dtype, layout);
    case "b":
      return gather(dtype, layout).map((value) => (value === 0 ? 0 : 1));
    case "f":
      return floats(dtype, layout);
    default:
      return numbersOrRaw(dtype, layout);
  }
}

function floats(dtype: Dtype, layout: Layout): NumericArray {
  if (dtype.size !== 2) return numbersOrRaw(dtype, layout);
  const bits = new Uint16Array(gather(dtype, layout).buffer);
  return Float32Array.from(bits, fromFloat16);
}

function numbersOrRaw(dtype: Dtype, layout: Layout): NumericArray {
  const bytes = gather(dtype, layout);
  const { buffer } = bytes;
  switch (`${dtype.kind}${dtype.size}`) {
    case "i1":
      return new Int8Array(buffer);
    case "i2":
      return new Int16Array(buffer);
    case "i4":
      return new Int32Array(buffer);
    case "i8":
    case "M8":
    case "m8":
      return new BigInt64Array(buffer);
    case "u2":
      return new Uint16Array(buffer);
    case "u4":
      return new Uint32Array(buffer);
    case "u8":
      return new BigUint64Array(buffer);
    case "f4":
      return new Float32Array(buffer);
    case "f8":
      return new Float64Array(buffer);
    default:
      return bytes;
  }
}

/** A dense little-endian copy with a buffer of its own. */
function gather(dtype: Dtype, layout: Layout): Uint8Array {
  const { bytes, start, stride, count } = layout;
  const { size } = dtype;
  const copy = stride === size ? bytes.slice(start, start + size * count) : new Uint8Array(size * count);
  if (stride !== size) {
    for (let index = 0, from = start, to = 0; index < count; index++, from += stride) {
      for (let byte = 0; byte < size; byte++) copy[to++] = bytes[from + byte]!;
    }
  }
  // The parts of a complex number are swapped one by one, which its bytes alone do not tell.
  if (dtype.bigEndian) swap(copy, dtype.kind === "c" ? size / 2 : size);
  return copy;
}

function swap(bytes: Uint8Array, size: number): void {
  if (size < 2) return;
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** Four bytes a character; zeros at the end are no part of the text. */
function texts(dtype: Dtype, { bytes, start, stride, count }: Layout): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * stride;
    let end = from + dtype.size;
    while (end > from && view.getUint32(end - 4, true) === 0) end -= 4;
    let text = "";
    for (let at = from; at < end; at += 4) {
      const code = view.getUint32(at, !dtype.bigEndian);
      text += String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
    }
    return text;
  });
}

function byteStrings(dtype: Dtype, { bytes, start, stride, count }: Layout): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * stride;
    let end = from + dtype.size;
    while (end > from && bytes[end - 1] === 0) end--;
    return bytes.slice(from, end);
  });
}

/** Fields are read when they are asked for: of a tree's nine an importer needs six. */
function records(dtype: Dtype, { bytes, start, stride, count }: Layout): Records {
  const fields = dtype.fields!;
  return new Records(count, [...fields.keys()], (name) => {
    const { dtype: inner, offset } = fields.get(name)!;
    const base = inner.subarray?.dtype ?? inner;
    const shape = inner.subarray?.shape ?? [];
    const from = start + offset;
    const each = shape.reduce((product, size) => product * size, 1);
    const layout = { bytes, start: from, stride, count };
    // Elements of an inner array lie close together, so a record of them is taken as one first.
    const dense =
      each === 1 ? layout : { bytes: compact(layout, inner.size), start: 0, stride: base.size, count: count * each };
    return new NdArray(base, [count, ...shape], decodeElements(base, dense));
  });
}

function compact({ bytes, start, stride, count }: Layout, size: number): Uint8Array {
  const copy = new Uint8Array(size * count);
  for (let index = 0; index < count; index++) {
    copy.set(bytes.subarray(start + index * stride, start + index * stride + size), index * size);
  }
  return copy;
}
