/**
 * Messages into a frame. Planning measures every part first, so that writing goes straight into
 * the guest's memory with no copy between.
 * @module
 */
import { writeJsonPayload } from "../../codecs/json/writer.ts";
import { InferenceError } from "../../errors.ts";
import type { Message } from "../../message/message.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { NumericArray, TensorData } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as layout from "./frame-layout.ts";
import type { MemoryViews } from "./memory-views.ts";
import { utf8Length, writeUtf8 } from "./utf8.ts";

interface PlannedPart {
  readonly type: number;
  readonly group: number;
  readonly name: string;
  readonly nameBytes: number;
  readonly shape: readonly number[];
  readonly source: TensorData | string | readonly string[];
  readonly dataBytes: number;
}

/** What a frame will hold and how large it is. */
export interface FramePlan {
  readonly parts: readonly PlannedPart[];
  readonly tableBytes: number;
  readonly bytes: number;
  /** The frame itself when it was encoded elsewhere. */
  readonly encoded: Uint8Array | undefined;
}

const NO_SHAPE: readonly number[] = [];

/**
 * Plans the frame of one message, or of a combiner's children in order: part group = child.
 * @param withNames Whether column names go along; most numeric guests do not read them.
 * @throws InferenceError INVALID_ARGUMENT for messages that a frame has no room for.
 */
export function planFrame(messages: readonly Message[], withNames: boolean): FramePlan {
  const parts: PlannedPart[] = [];
  for (let group = 0; group < messages.length; group++) {
    const { data, names } = messages[group]!;
    if (data.kind === "tensors") for (const tensor of data.tensors) parts.push(planTensor(tensor, group));
    else if (data.kind === "bytes") parts.push(plain(layout.RAW_BYTES, group, data.bytes, data.bytes.length));
    else {
      const isText = data.kind === "text";
      const text = isText ? data.text : writeJsonPayload(data);
      parts.push(plain(isText ? layout.TEXT : layout.JSON_TEXT, group, text, utf8Length(text)));
    }
    if (withNames && names.length > 0) parts.push(planNames(names, group));
  }
  return measure(parts);
}

/** Plans a frame that is encoded already. */
export function planEncoded(encoded: Uint8Array): FramePlan {
  return { parts: [], tableBytes: 0, bytes: encoded.length, encoded };
}

/** Writes the planned frame at `offset`, which is 16-aligned with `plan.bytes` bytes after it. */
export function writeFrame(plan: FramePlan, views: MemoryViews, offset: number): void {
  const { words, bytes } = views;
  if (plan.encoded !== undefined) return bytes.set(plan.encoded, offset);
  let word = offset >>> 2;
  words[word] = layout.FRAME_MAGIC;
  words[word + 1] = plan.bytes;
  words[word + 2] = plan.parts.length;
  words[word + 3] = 0;
  word += 4;
  let data = plan.tableBytes;
  for (const part of plan.parts) {
    words[word] = part.type | (part.shape.length << 8) | (part.nameBytes << 16);
    words[word + 1] = part.group;
    words[word + 2] = data;
    words[word + 3] = part.dataBytes;
    word += 4;
    for (let axis = 0; axis < part.shape.length; axis++) words[word++] = part.shape[axis]!;
    if (part.nameBytes > 0) {
      writeUtf8(part.name, bytes, word << 2);
      word += (part.nameBytes + 3) >> 2;
    }
    writeData(part, views, offset + data);
    data = layout.alignData(data + part.dataBytes);
  }
}

function planTensor(tensor: Tensor, group: number): PlannedPart {
  const { name, datatype, shape, data } = tensor;
  const { width } = DATATYPES[datatype];
  const isText = width === 0 && typeof data[0] === "string";
  const type = width > 0 ? layout.TYPE_CODES.get(datatype)! : isText ? layout.STRING_TENSOR : layout.BYTES_TENSOR;
  const nameBytes = utf8Length(name);
  if (nameBytes > layout.MAX_NAME) throw unfit(`names of at most ${layout.MAX_NAME} bytes`, `one of ${nameBytes}`);
  if (shape.length > layout.MAX_RANK) throw unfit(`at most ${layout.MAX_RANK} axes`, `${shape.length}`);
  const dataBytes = width > 0 ? data.length * width : elementsLength(data as readonly string[] | readonly Uint8Array[]);
  return { type, group, name, nameBytes, shape, source: data, dataBytes };
}

function planNames(names: readonly string[], group: number): PlannedPart {
  const dataBytes = elementsLength(names);
  const shape = [names.length];
  return { type: layout.COLUMN_NAMES, group, name: "", nameBytes: 0, shape, source: names, dataBytes };
}

function plain(type: number, group: number, source: string | Uint8Array, dataBytes: number): PlannedPart {
  return { type, group, name: "", nameBytes: 0, shape: NO_SHAPE, source, dataBytes };
}

function measure(parts: readonly PlannedPart[]): FramePlan {
  if (parts.length > layout.MAX_PARTS) throw unfit(`at most ${layout.MAX_PARTS} tensors and lists`, `${parts.length}`);
  let table = layout.FRAME_HEADER_BYTES;
  for (const part of parts) {
    table += layout.PART_HEADER_BYTES + 4 * part.shape.length + ((part.nameBytes + 3) & ~3);
  }
  const tableBytes = layout.alignData(table);
  let end = tableBytes;
  for (const part of parts) end = layout.alignData(end + part.dataBytes);
  return { parts, tableBytes, bytes: end, encoded: undefined };
}

function unfit(expected: string, got: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `A guest takes ${expected}, got ${got}`);
}

function elementsLength(elements: readonly string[] | readonly Uint8Array[]): number {
  let total = 0;
  for (const element of elements) total += 4 + (typeof element === "string" ? utf8Length(element) : element.length);
  return total;
}

function writeData(part: PlannedPart, views: MemoryViews, offset: number): void {
  const { source, type } = part;
  if (typeof source === "string") writeUtf8(source, views.bytes, offset);
  else if (source instanceof Float64Array) writeDoubles(source, views.doubles, offset >>> 3);
  else if (ArrayBuffer.isView(source)) writeNumbers(source, type, views, offset);
  else writeElements(source, views.bytes, offset);
}

function writeDoubles(source: Float64Array, into: Float64Array, index: number): void {
  if (source.length > layout.FEW) into.set(source, index);
  else for (let i = 0; i < source.length; i++) into[index + i] = source[i]!;
}

function writeNumbers(source: NumericArray, type: number, views: MemoryViews, offset: number): void {
  const datatype = layout.NUMERIC_TYPES[type];
  if (datatype === undefined || source.length > layout.FEW) {
    views.bytes.set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength), offset);
    return;
  }
  const into = views.of(datatype);
  const index = offset / source.BYTES_PER_ELEMENT;
  for (let i = 0; i < source.length; i++) into[index + i] = source[i]!;
}

function writeElements(elements: readonly string[] | readonly Uint8Array[], into: Uint8Array, offset: number): void {
  let at = offset;
  for (const element of elements) {
    const length = typeof element === "string" ? utf8Length(element) : element.length;
    into[at] = length;
    into[at + 1] = length >>> 8;
    into[at + 2] = length >>> 16;
    into[at + 3] = length >>> 24;
    if (typeof element === "string") writeUtf8(element, into, at + 4);
    else into.set(element, at + 4);
    at += 4 + length;
  }
}
