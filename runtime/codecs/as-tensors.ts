/** Messages as named tensors and back, for the protocols that know nothing else. @module */
import type { Message } from "../message/message.ts";
import { tensorMessage } from "../message/message.ts";
import type { Meta } from "../message/meta.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { writeJsonPayload } from "./json/writer.ts";

/** What a tensor without a name is called on its way in and on its way out. */
export type Direction = "input" | "output";

/**
 * The message's tensors, each with a name: its own, or `output-0`. Text, bytes and JSON are one
 * BYTES element each, with a `content_type` that says which.
 */
export function toTensors(message: Message, direction: Direction): readonly Tensor[] {
  const { data } = message;
  switch (data.kind) {
    case "tensors":
      return data.tensors.every(({ name }) => name !== "") ? data.tensors : data.tensors.map(named(direction));
    case "text":
      return [element(direction, [data.text], "str")];
    case "bytes":
      return [element(direction, [data.bytes], "bytes")];
    default:
      return [element(direction, [writeJsonPayload(data)], "json")];
  }
}

/** A message of tensors that came by name. A seldon unit sees one of them as `tensor`. */
export function fromTensors(tensors: readonly Tensor[], meta?: Meta): Message {
  return tensorMessage(tensors, [], "tensor", meta);
}

function named(direction: Direction): (tensor: Tensor, index: number) => Tensor {
  return (tensor, index) => (tensor.name === "" ? { ...tensor, name: `${direction}-${index}` } : tensor);
}

function element(direction: Direction, data: readonly string[] | readonly Uint8Array[], type: string): Tensor {
  return { name: `${direction}-0`, datatype: "BYTES", shape: [1], data, parameters: { content_type: type } };
}
