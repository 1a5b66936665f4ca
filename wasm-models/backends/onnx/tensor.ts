/** Tensors and their types as ONNX writes them. @see onnx.proto3, TensorProto and TypeProto @module */
import { Message } from "./protobuf.ts";

/** Element types as TensorProto numbers them. */
export const TYPE = { float: 1, uint8: 2, int64: 7, string: 8, bool: 9, double: 11 } as const;

export type ElementType = (typeof TYPE)[keyof typeof TYPE];

export type Elements = Float64Array | Float32Array | BigInt64Array | Uint8Array | readonly string[];

const DIMS = 1;
const DATA_TYPE = 2;
const STRING_DATA = 6;
const NAME = 8;
const RAW_DATA = 9;

/** Bytes are truth values with `type` bool. */
export function typeOf(elements: Elements): ElementType {
  if (elements instanceof Float64Array) return TYPE.double;
  if (elements instanceof Float32Array) return TYPE.float;
  if (elements instanceof BigInt64Array) return TYPE.int64;
  return elements instanceof Uint8Array ? TYPE.uint8 : TYPE.string;
}

/** @param name empty in an attribute */
export function tensorProto(
  name: string,
  shape: readonly number[],
  elements: Elements,
  type: ElementType = typeOf(elements),
): Message {
  const message = new Message().numbers(DIMS, shape).number(DATA_TYPE, type);
  if (ArrayBuffer.isView(elements)) {
    message.bytes(RAW_DATA, new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
  } else for (const text of elements) message.text(STRING_DATA, text);
  return name === "" ? message : message.text(NAME, name);
}

/** A graph's input or output. Names in `shape` stand for sizes that are not fixed; without it nothing is said. */
export function valueInfo(
  name: string,
  type: ElementType,
  shape?: readonly (number | string)[],
  description?: string,
): Message {
  const tensor = new Message().number(1, type);
  if (shape !== undefined) {
    const dims = new Message();
    for (const size of shape) {
      const dim = new Message();
      dims.message(1, typeof size === "number" ? dim.number(1, size) : dim.text(2, size));
    }
    tensor.message(2, dims);
  }
  const message = new Message().text(1, name).message(2, new Message().message(1, tensor));
  return description === undefined ? message : message.text(3, description);
}
