/**
 * Messages on their way to a worker thread and back, as the tensors that cross: first a label in
 * JSON, then what each message carries in the datatype that it has.
 * @module
 */
import { parseJson } from "../../codecs/json/reader.ts";
import { writeJson, writeJsonPayload } from "../../codecs/json/writer.ts";
import { JsonText } from "../../message/json-text.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { Encoding, Message, Payload } from "../../message/message.ts";
import type { Meta } from "../../message/meta.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What the receiver gets. */
export interface Parcel {
  readonly puid: string;
  readonly messages: readonly Message[];
}

interface Label {
  readonly kind: Payload["kind"];
  /** How many of the tensors are this message's. */
  readonly count: number;
  readonly names: readonly string[];
  readonly encoding: Encoding;
  readonly meta: Meta;
}

/** Packs messages and the request's puid. The tensors are the messages' own, not copies. */
export function packMessages(messages: readonly Message[], puid: string): readonly Tensor[] {
  const contents = messages.map(({ data }) => packPayload(data));
  const labels = messages.map(({ data, names, encoding, meta }, index): Label => ({
    kind: data.kind,
    count: contents[index]!.length,
    names,
    encoding,
    meta,
  }));
  return [text(writeJson({ puid, labels } as unknown as JsonValue)), ...contents.flat()];
}

/** The messages of a parcel. */
export function unpackMessages([first, ...rest]: readonly Tensor[]): Parcel {
  const { puid, labels } = parseJson(textOf(first)) as unknown as { puid: string; labels: readonly Label[] };
  let next = 0;
  const messages = labels.map(({ kind, count, names, encoding, meta }): Message => {
    const data = unpackPayload(kind, rest.slice(next, next + count));
    next += count;
    return { data, names, encoding, meta };
  });
  return { puid, messages };
}

function packPayload(data: Payload): readonly Tensor[] {
  if (data.kind === "tensors") return data.tensors;
  if (data.kind === "text") return [text(data.text)];
  if (data.kind === "json") return [text(writeJsonPayload(data))];
  return [{ name: "", datatype: "UINT8", shape: [data.bytes.length], data: data.bytes }];
}

function unpackPayload(kind: Payload["kind"], tensors: readonly Tensor[]): Payload {
  if (kind === "tensors") return { kind, tensors };
  if (kind === "text") return { kind, text: textOf(tensors[0]) };
  if (kind === "json") return new JsonText(textOf(tensors[0]), parseJson);
  return { kind, bytes: tensors[0]!.data as Uint8Array };
}

function text(value: string): Tensor {
  return { name: "", datatype: "BYTES", shape: [1], data: [value] };
}

function textOf(tensor: Tensor | undefined): string {
  return tensor!.data[0] as string;
}
