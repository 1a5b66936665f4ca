/**
 * What a component is given for a message: a copy of its own, which it may change in place, or the
 * immutable tensors. Names and meta are copies, too: the message may be its siblings' as well.
 * @module
 */
import { copyJson } from "../../message/json-value.ts";
import { EMPTY_TENSOR } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import { EMPTY_META } from "../../message/meta.ts";
import type { Meta } from "../../message/meta.ts";
import { toNested } from "../../tensor/convert.ts";
import type { ComponentInput, ComponentMeta } from "./component.ts";

/** The message's data as the component wants it. */
export function toArgument(message: Message, asTensors: boolean): ComponentInput {
  const { data } = message;
  switch (data.kind) {
    case "text":
      return data.text;
    case "bytes":
      // Not slice(): that of a Buffer looks at the same memory.
      return new Uint8Array(data.bytes);
    case "json":
      return copyJson(data.value);
    default: {
      const { tensors } = data;
      if (asTensors) return tensors.length === 1 ? tensors[0]! : tensors;
      if (tensors.length === 1) return toNested(tensors[0]!);
      return Object.fromEntries(tensors.map((tensor) => [tensor.name, toNested(tensor)])) as ComponentInput;
    }
  }
}

/** The arrays of a feedback's part; text, bytes and JSON are not seen, as in the Python wrapper. */
export function toFeedbackArgument(message: Message | undefined, asTensors: boolean): ComponentInput {
  const isData = message !== undefined && (message.data.kind === "tensors" || message.encoding === "ndarray");
  if (isData) return toArgument(message, asTensors);
  return asTensors ? EMPTY_TENSOR : [];
}

/** The column names. */
export function toNames(message: Message): string[] {
  // Not slice() for the usual empty list: of a frozen array it costs more than the call.
  return message.names.length === 0 ? [] : message.names.slice();
}

/** The request's meta without its empty parts. */
export function toComponentMeta(meta: Meta, puid: string): ComponentMeta {
  const id = meta.puid === "" ? puid : meta.puid;
  const own: { -readonly [K in keyof ComponentMeta]: ComponentMeta[K] } = id === "" ? {} : { puid: id };
  const { tags, routing, requestPath, metrics } = meta;
  if (tags !== EMPTY_META.tags && !isEmpty(tags)) own.tags = copyJson(tags);
  if (routing !== EMPTY_META.routing && !isEmpty(routing)) own.routing = copyJson(routing);
  if (requestPath !== EMPTY_META.requestPath && !isEmpty(requestPath)) own.requestPath = copyJson(requestPath);
  if (metrics.length > 0) own.metrics = copyJson(metrics);
  return own;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
