/**
 * What a component is given for a message: a copy of its own, which it may change in place, or the
 * immutable tensors.
 * @module
 */
import type { Message } from "../../message/message.ts";
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
      return data.bytes.slice();
    case "json":
      return structuredClone(data.value);
    default: {
      const { tensors } = data;
      if (asTensors) return tensors.length === 1 ? tensors[0]! : tensors;
      if (tensors.length === 1) return toNested(tensors[0]!);
      return Object.fromEntries(tensors.map((tensor) => [tensor.name, toNested(tensor)])) as ComponentInput;
    }
  }
}

/** The request's meta without its empty parts, as the Python wrapper hands it over. */
export function toComponentMeta(meta: Meta, puid: string): ComponentMeta {
  // Spelled out: a spread costs as much as the rest of the call.
  return {
    puid: meta.puid === "" ? puid : meta.puid,
    tags: meta.tags,
    metrics: meta.metrics,
    requestPath: meta.requestPath,
    routing: meta.routing,
  };
}
