/**
 * How a unit's result is written, given what was asked: the rules by which the Seldon wrapper
 * chooses encoding and column names.
 * @see the contract of the Python wrapper: "return value -> response encoding"
 * @module
 */
import { DATATYPES } from "../tensor/datatype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Encoding, Message } from "./message.ts";
import type { Meta } from "./meta.ts";

/** Numbers answer in the request's own array encoding, or as `tensor` when it had none. */
export function answerEncoding(request: Message, tensor: Tensor | undefined): Encoding {
  if (tensor !== undefined && !isNumeric(tensor)) return "ndarray";
  const { encoding } = request;
  return encoding === "tensor" || encoding === "tftensor" || encoding === "ndarray" ? encoding : "tensor";
}

/** Names for the first columns, made once: a prediction should not spell them out anew. */
const COLUMN_NAMES: readonly string[] = Array.from({ length: 256 }, (_, column) => `t:${column}`);

/** `t:0` … `t:k-1` for results of two or more axes, nothing for fewer. */
export function defaultNames(tensor: Tensor): readonly string[] {
  return tensor.shape.length < 2 ? [] : columnNames(tensor.shape[1]!);
}

/** `t:0` … for so many columns. */
export function columnNames(count: number): readonly string[] {
  if (count <= COLUMN_NAMES.length) return COLUMN_NAMES.slice(0, count);
  return Array.from({ length: count }, (_, column) => `t:${column}`);
}

/** A unit's tensors as the answer to `request`. Several tensors leave the Seldon protocol by name. */
export function answerWith(
  request: Message,
  tensors: readonly Tensor[],
  names: readonly string[],
  meta: Meta = request.meta,
): Message {
  return { data: { kind: "tensors", tensors }, names, encoding: answerEncoding(request, tensors[0]), meta };
}

function isNumeric(tensor: Tensor): boolean {
  const { kind } = DATATYPES[tensor.datatype];
  return kind !== "bytes" && kind !== "bool";
}
