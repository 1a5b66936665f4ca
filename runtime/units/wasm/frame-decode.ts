/**
 * A frame into messages' contents. The frame comes from a guest, so every offset, length, count
 * and text is checked before it is used; nothing of the guest's memory is kept.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { Payload } from "../../message/message.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as layout from "./frame-layout.ts";
import { fromJsonText } from "./json-text.ts";
import type { MemoryViews } from "./memory-views.ts";
import { readUtf8 } from "./utf8.ts";

/** What one group of a frame holds. */
export interface FrameGroup {
  readonly data: Payload;
  /** Column names; undefined when the frame gives none. */
  readonly names: readonly string[] | undefined;
}

interface PartHead {
  readonly index: number;
  readonly type: number;
  readonly shape: readonly number[];
  readonly name: string;
  /** Where the data starts, from the start of memory. */
  readonly at: number;
  readonly length: number;
}

interface OpenGroup {
  tensors: Tensor[];
  payload: Payload | undefined;
  names: readonly string[] | undefined;
}

/**
 * Reads the frame of `length` bytes at `offset`; element g of the answer is group g.
 * @throws InferenceError INTERNAL naming the part and what is wrong with it.
 */
export function readFrame(views: MemoryViews, offset: number, length: number): readonly FrameGroup[] {
  const { words } = views;
  if (offset % layout.DATA_ALIGNMENT !== 0) refuse(`starts at ${offset}, which is not a multiple of 16`);
  if (offset + length > views.bytes.length) refuse(`of ${length} bytes at ${offset} reaches beyond the memory`);
  if (length < layout.FRAME_HEADER_BYTES) refuse(`has ${length} bytes, fewer than its header takes`);
  const start = offset >>> 2;
  if (words[start] !== layout.FRAME_MAGIC) refuse("does not start with the magic number and version 1");
  if (words[start + 1] !== length) refuse(`says it has ${words[start + 1]} bytes, the result header says ${length}`);
  const count = words[start + 2]!;
  if (count > layout.MAX_PARTS) refuse(`has ${count} parts, more than ${layout.MAX_PARTS}`);
  if (words[start + 3] !== 0) refuse("has a reserved field that is not 0");
  const groups: OpenGroup[] = [];
  const end = offset + length;
  let at = offset + layout.FRAME_HEADER_BYTES;
  let dataEnd = 0;
  for (let index = 0; index < count; index++) {
    if (at + layout.PART_HEADER_BYTES > end) refuse(`ends inside the description of part ${index}`);
    const word = at >>> 2;
    const head = words[word]!;
    const next = at + layout.PART_HEADER_BYTES + 4 * ((head >>> 8) & 0xff) + (((head >>> 16) + 3) & ~3);
    if (next > end) refuse(`ends inside the description of part ${index}`);
    // Parts that share bytes would let a small frame grow without bound when it is copied out.
    if (words[word + 2]! < dataEnd) refuse(`part ${index} has data that overlaps the part before`);
    dataEnd = words[word + 2]! + words[word + 3]!;
    readPart(readHead(views, index, at, offset, length), views, groupOf(groups, words[word + 1]!, index));
    at = next;
  }
  return groups.map(close);
}

function readHead(views: MemoryViews, index: number, at: number, offset: number, length: number): PartHead {
  const { words } = views;
  const word = at >>> 2;
  const head = words[word]!;
  const rank = (head >>> 8) & 0xff;
  if (rank > layout.MAX_RANK) refuse(`part ${index} has ${rank} axes, more than ${layout.MAX_RANK}`);
  const shape: number[] = [];
  let others = 1;
  for (let axis = 0; axis < rank; axis++) {
    const size = words[word + 4 + axis]!;
    shape.push(size);
    if (size > 0) others *= size;
  }
  if (words[word + 3] === 0 && others > layout.MAX_EMPTY)
    refuse(`part ${index} is empty, yet of shape [${shape.join(",")}]`);
  const name = readUtf8(views.bytes, at + layout.PART_HEADER_BYTES + 4 * rank, head >>> 16);
  if (name === undefined) refuse(`part ${index} has a name that is not UTF-8`);
  const from = words[word + 2]!;
  const size = words[word + 3]!;
  if (from % layout.DATA_ALIGNMENT !== 0) refuse(`part ${index} has data at ${from}, not a multiple of 16`);
  if (from + size > length) refuse(`part ${index} has ${size} bytes of data at ${from}, beyond the frame's ${length}`);
  return { index, type: head & 0xff, shape, name, at: offset + from, length: size };
}

function groupOf(groups: OpenGroup[], number: number, index: number): OpenGroup {
  if (number === groups.length) groups.push({ tensors: [], payload: undefined, names: undefined });
  if (number !== groups.length - 1) refuse(`part ${index} is of group ${number}; groups count up from 0 in order`);
  return groups[number]!;
}

function readPart(head: PartHead, views: MemoryViews, group: OpenGroup): void {
  const { type, index } = head;
  if (type === layout.COLUMN_NAMES) {
    if (group.names !== undefined) refuse(`part ${index} gives column names a second time`);
    group.names = readStrings(head, views);
    return;
  }
  const datatype = layout.NUMERIC_TYPES[type];
  const isElements = type === layout.STRING_TENSOR || type === layout.BYTES_TENSOR;
  const isTensor = datatype !== undefined || isElements;
  if (group.payload !== undefined || (!isTensor && group.tensors.length > 0)) {
    refuse(`part ${index} follows a part that must stand alone`);
  }
  if (datatype !== undefined) {
    const data = readNumbers(head, views, datatype);
    if (datatype === "BOOL") checkBooleans(head, data as Uint8Array);
    group.tensors.push({ name: head.name, datatype, shape: head.shape, data });
  } else if (isElements) {
    const data: TensorData = type === layout.STRING_TENSOR ? readStrings(head, views) : readElements(head, views);
    group.tensors.push({ name: head.name, datatype: "BYTES", shape: head.shape, data });
  } else group.payload = readPayload(head, views);
}

function readNumbers(head: PartHead, views: MemoryViews, datatype: Datatype): NumericArray {
  const { at, length, shape } = head;
  const { width, array } = DATATYPES[datatype];
  if (elementCount(shape) * width !== length) {
    refuse(`part ${head.index} of shape [${shape.join(",")}] and ${width} bytes each has ${length} bytes of data`);
  }
  const out = new array!(length / width);
  if (out.length > layout.FEW) new Uint8Array(out.buffer).set(views.bytes.subarray(at, at + length));
  else if (out instanceof Float64Array) copyDoubles(views.doubles, at >>> 3, out);
  else copyNumbers(views.of(datatype), at / width, out);
  return out;
}

// Apart from the others, so that the engine sees one array type here.
function copyDoubles(from: Float64Array, index: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = from[index + i]!;
}

function copyNumbers(from: NumericArray, index: number, out: NumericArray): void {
  for (let i = 0; i < out.length; i++) out[i] = from[index + i]!;
}

function checkBooleans(head: PartHead, data: Uint8Array): void {
  for (const value of data) if (value > 1) refuse(`part ${head.index} of BOOL has an element ${value}`);
}

function readElements(head: PartHead, views: MemoryViews): Uint8Array[] {
  const out: Uint8Array[] = [];
  eachElement(head, views, (at, length) => out.push(views.bytes.slice(at, at + length)));
  return out;
}

function readStrings(head: PartHead, views: MemoryViews): string[] {
  const out: string[] = [];
  eachElement(head, views, (at, length) => {
    const text = readUtf8(views.bytes, at, length);
    if (text === undefined) refuse(`part ${head.index} has an element ${out.length} that is not UTF-8`);
    out.push(text);
  });
  return out;
}

function eachElement(head: PartHead, views: MemoryViews, take: (at: number, length: number) => void): void {
  const { bytes } = views;
  const count = elementCount(head.shape);
  const end = head.at + head.length;
  let at = head.at;
  // Each element takes at least its length field, which bounds the count by real bytes.
  if (!(count * 4 <= head.length)) refuse(`part ${head.index} has no room for ${count} elements`);
  for (let i = 0; i < count; i++) {
    if (at + 4 > end) refuse(`part ${head.index} ends before element ${i}`);
    const length = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
    if (at + 4 + length > end) refuse(`part ${head.index} has an element ${i} of ${length} bytes, beyond its data`);
    take(at + 4, length);
    at += 4 + length;
  }
  if (at !== end) refuse(`part ${head.index} has ${end - at} bytes after its last element`);
}

function readPayload(head: PartHead, views: MemoryViews): Payload {
  const { at, length, index, type } = head;
  if (head.shape.length > 0) refuse(`part ${index} is not a tensor, yet has a shape`);
  if (type === layout.RAW_BYTES) return { kind: "bytes", bytes: views.bytes.slice(at, at + length) };
  if (type !== layout.TEXT && type !== layout.JSON_TEXT) refuse(`part ${index} has the unknown type ${type}`);
  const text = readUtf8(views.bytes, at, length);
  if (text === undefined) refuse(`part ${index} holds text that is not UTF-8`);
  if (type === layout.TEXT) return { kind: "text", text };
  const payload = fromJsonText(text);
  if (payload === undefined) refuse(`part ${index} holds text that is not JSON of at most 128 levels`);
  return payload;
}

function close(group: OpenGroup): FrameGroup {
  return { data: group.payload ?? { kind: "tensors", tensors: group.tensors }, names: group.names };
}

function refuse(what: string): never {
  const subject = what.startsWith("part ") ? `Result frame: ${what}` : `Result frame ${what}`;
  throw new InferenceError("INTERNAL", subject);
}
