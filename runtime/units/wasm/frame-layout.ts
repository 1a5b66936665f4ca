/**
 * The frame: how messages lie in a guest's memory. A frame is self-contained and little endian; it
 * holds parts (tensors, text, JSON, raw bytes, column names), each with its bytes 16-aligned, so a
 * guest reads its numbers where they are.
 * @see wasm-models/ABI.md, which defines every field
 * @module
 */
import type { Datatype } from "../../tensor/datatype.ts";

/** `ZHF` and the version 1, as a little-endian u32. */
export const FRAME_MAGIC = 0x0146485a;
export const FRAME_HEADER_BYTES = 16;
export const PART_HEADER_BYTES = 16;
export const DATA_ALIGNMENT = 16;

/** More parts than any model has, few enough that a hostile count costs nothing. */
export const MAX_PARTS = 1024;
export const MAX_RANK = 32;
/** Bytes of a tensor's name: its length is a u16. */
export const MAX_NAME = 0xffff;
/** Largest product of an empty tensor's other axes: they hold no data, yet later code loops over them. */
export const MAX_EMPTY = 65_536;

/** Up to this many numbers a plain loop copies faster than the platform's call does. */
export const FEW = 32;

/** Part types that are not numbers. Numbers are the rows of `NUMERIC_TYPES`. */
export const STRING_TENSOR = 14;
export const BYTES_TENSOR = 15;
export const TEXT = 32;
export const JSON_TEXT = 33;
export const RAW_BYTES = 34;
export const COLUMN_NAMES = 48;

/** Datatypes by their code in a frame; code 0 is never valid. */
export const NUMERIC_TYPES: readonly (Datatype | undefined)[] = [
  undefined,
  "BOOL",
  "UINT8",
  "UINT16",
  "UINT32",
  "UINT64",
  "INT8",
  "INT16",
  "INT32",
  "INT64",
  "FP16",
  "BF16",
  "FP32",
  "FP64",
];

/** Codes by numeric datatype. */
export const TYPE_CODES: ReadonlyMap<Datatype, number> = new Map(
  NUMERIC_TYPES.flatMap((datatype, code): [Datatype, number][] => (datatype === undefined ? [] : [[datatype, code]])),
);

/** `bytes` rounded up to where data may start. */
export function alignData(bytes: number): number {
  return Math.ceil(bytes / DATA_ALIGNMENT) * DATA_ALIGNMENT;
}
