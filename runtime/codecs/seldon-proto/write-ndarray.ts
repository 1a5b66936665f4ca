/** Writes tensors as nested lists of google.protobuf.Value. @module */
import { InferenceError } from "../../errors.ts";
import type { JsonValue } from "../../message/json-value.ts";
import { elementAt, toFloat64 } from "../../tensor/convert.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { KEY, VALUE as ENTRY_VALUE } from "../protobuf/map.ts";
import { ITEM, VALUE, writeValue } from "../protobuf/json-value.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import { varintLength } from "../protobuf/writer.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";
import { fitsFloat64 } from "./tensor.ts";

/** Struct.fields. */
const FIELD = tagOf(1, LENGTH);
/** Bytes of a number in a list: a Value of a tag, 8 bytes, and its own tag and length. */
const NUMBER_BYTES = 11;

/** Writes the element at an index as an item of a list. */
type ItemWriter = (writer: ProtoWriter, index: number) => void;

/** The elements of a BYTES tensor as text, or undefined when one is none. */
export function textsOf({ data }: Tensor): readonly string[] | undefined {
  if (typeof data[0] === "string" || data.length === 0) return data as readonly string[];
  const texts = utf8OrBytes(data as readonly Uint8Array[]);
  return typeof texts[0] === "string" ? (texts as readonly string[]) : undefined;
}

/**
 * Writes a tensor of one axis or more as a ListValue.
 * @throws InferenceError INTERNAL for bytes that are no text
 */
export function writeNdarray(writer: ProtoWriter, tag: number, tensor: Tensor): void {
  const write = itemWriter(tensor);
  const { shape } = tensor;
  // What a list of numbers takes, by axis from the innermost: so all lengths find their room at once.
  const sizes: number[] = [];
  let item = NUMBER_BYTES;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const list = shape[axis]! * item;
    sizes.unshift(list);
    const value = 1 + varintLength(list) + list;
    item = 1 + varintLength(value) + value;
  }
  let next = 0;
  const writeAxis = (at: number, axis: number): void => {
    writer.open(at, sizes[axis]);
    const isLast = axis === shape.length - 1;
    for (let i = 0; i < shape[axis]!; i++) {
      if (isLast) write(writer, next++);
      else {
        writer.open(ITEM, 1 + varintLength(sizes[axis + 1]!) + sizes[axis + 1]!);
        writeAxis(VALUE.list, axis + 1);
        writer.close();
      }
    }
    writer.close();
  };
  writeAxis(tag, 0);
}

function itemWriter(tensor: Tensor): ItemWriter {
  const { data, datatype } = tensor;
  switch (DATATYPES[datatype].kind) {
    case "bool":
      return (writer, index) => {
        writer.head(ITEM, 2);
        writer.bool(VALUE.bool, data[index] !== 0);
      };
    case "bytes": {
      const texts = mustBeTexts(tensor);
      return (writer, index) => writeValue(writer, ITEM, texts[index]!);
    }
    default: {
      if (!fitsFloat64(tensor)) return (writer, index) => writeValue(writer, ITEM, data[index] as bigint);
      const numbers = toFloat64(tensor);
      return (writer, index) => {
        writer.head(ITEM, 9);
        writer.double(VALUE.number, numbers[index]!);
      };
    }
  }
}

function mustBeTexts(tensor: Tensor): readonly string[] {
  const texts = textsOf(tensor);
  if (texts !== undefined) return texts;
  throw new InferenceError("INTERNAL", "A BYTES element is not UTF-8 text and cannot be written as JSON");
}

function scalarOf(tensor: Tensor): JsonValue {
  return tensor.datatype === "BYTES" ? mustBeTexts(tensor)[0]! : (elementAt(tensor, 0) as JsonValue);
}

/** Writes tensors by name as a Value, which is how several leave the Seldon protocol. */
export function writeByName(writer: ProtoWriter, tag: number, tensors: readonly Tensor[]): void {
  writer.open(tag);
  writer.open(VALUE.struct);
  for (const tensor of tensors) {
    writer.open(FIELD);
    writer.string(KEY, tensor.name);
    if (tensor.shape.length === 0) writeValue(writer, ENTRY_VALUE, scalarOf(tensor));
    else {
      writer.open(ENTRY_VALUE);
      writeNdarray(writer, VALUE.list, tensor);
      writer.close();
    }
    writer.close();
  }
  writer.close();
  writer.close();
}
