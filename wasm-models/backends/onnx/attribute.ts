/** Attributes of nodes. @see onnx.proto3, AttributeProto @module */
import { Message } from "./protobuf.ts";

const NAME = 1;
const TYPE = 20;

function attribute(name: string, type: number): Message {
  return new Message().text(NAME, name).number(TYPE, type);
}

export function int(name: string, value: number): Message {
  return attribute(name, 2).number(3, value);
}

export function text(name: string, value: string): Message {
  return attribute(name, 3).text(4, value);
}

export function tensor(name: string, value: Message): Message {
  return attribute(name, 4).message(5, value);
}

export function graph(name: string, value: Message): Message {
  return attribute(name, 5).message(6, value);
}

export function floats(name: string, values: Float32Array): Message {
  return attribute(name, 6).bytes(7, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** None of them negative. */
export function ints(name: string, values: ArrayLike<number>): Message {
  return attribute(name, 7).numbers(8, values);
}

/** Texts of up to 127 bytes. */
export function texts(name: string, count: number, textAt: (index: number) => Uint8Array): Message {
  return attribute(name, 8).texts(9, count, textAt);
}
