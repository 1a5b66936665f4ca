/**
 * Reads `.npy` files of numpy: versions 1 to 3, one or two axes, numbers, booleans and texts, in C and
 * Fortran order. Objects are refused, for they are pickles.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @module
 */
import type { Cell } from "../../units/trained-model.ts";
import { MAX_CELLS } from "./table.ts";
import type { Table } from "./table.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
const MAX_HEADER = 65_536;
const MAX_TEXT_CHARACTERS = 65_536;

/** Reads the element at a byte. */
type Element = (view: DataView, at: number) => Cell;

const NUMBERS: Readonly<Record<string, readonly [bytes: number, read: Element]>> = {
  b1: [1, (view, at) => view.getUint8(at) !== 0],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at) => view.getInt16(at, true)],
  i4: [4, (view, at) => view.getInt32(at, true)],
  i8: [8, (view, at) => short(view.getBigInt64(at, true))],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at) => view.getUint16(at, true)],
  u4: [4, (view, at) => view.getUint32(at, true)],
  u8: [8, (view, at) => short(view.getBigUint64(at, true))],
  f4: [4, (view, at) => view.getFloat32(at, true)],
  f8: [8, (view, at) => view.getFloat64(at, true)],
};

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/**
 * @param name for errors
 * @throws Error naming what was expected of the file and what it is
 */
export function readNpy(bytes: Uint8Array, name: string): Table {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, start } = headerOf(view, name);
  const descr = match(header, /'descr': *'([^']*)'/, name, "a plain type of elements");
  const isFortran = match(header, /'fortran_order': *(True|False)/, name, "an order") === "True";
  const shape = match(header, /'shape': *\(([\d, ]*)\)/, name, "a shape")
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const [size, read] = elementOf(descr, name);
  const [rows = 0, columns = 1] = shape;
  if (shape.length < 1 || shape.length > 2) {
    throw new Error(`${name}: expected an array of 1 or 2 axes, got ${shape.length}`);
  }
  const count = rows * columns;
  if (!(count <= MAX_CELLS)) throw new Error(`${name}: expected at most ${MAX_CELLS} elements, got ${count}`);
  if (bytes.length - start < count * size) {
    throw new Error(`${name}: expected ${count * size} bytes of elements, got ${bytes.length - start}`);
  }
  const cell = (row: number, column: number): Cell => {
    const index = isFortran ? column * rows + row : row * columns + column;
    return read(view, start + index * size);
  };
  return { rows, columns, names: undefined, cell, text: (row, column) => String(cell(row, column)) };
}

function headerOf(view: DataView, name: string): { header: string; start: number } {
  const version = view.byteLength > 12 ? view.getUint8(6) : 0;
  if (version < 1 || version > 3) throw new Error(`${name}: expected an .npy file of version 1 to 3, got another`);
  const from = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || from + length > view.byteLength) {
    throw new Error(`${name}: expected a header of at most ${MAX_HEADER} bytes, got ${length}`);
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + from, length);
  return { header: new TextDecoder().decode(bytes), start: from + length };
}

function match(header: string, pattern: RegExp, name: string, expected: string): string {
  const found = pattern.exec(header)?.[1];
  if (found === undefined) throw new Error(`${name}: expected ${expected} in the header of the .npy file, got none`);
  return found;
}

function elementOf(descr: string, name: string): readonly [bytes: number, read: Element] {
  const [, order = "", code = ""] = /^([<|=>])(.+)$/.exec(descr) ?? [];
  const number = NUMBERS[code];
  if (order !== ">" && number !== undefined) return number;
  const characters = Number(/^U(\d+)$/.exec(code)?.[1] ?? Number.NaN);
  if (order === "<" && characters <= MAX_TEXT_CHARACTERS) {
    return [characters * 4, (view, at) => textAt(view, at, characters)];
  }
  const objects = code === "O" ? "objects, which only Python can read; save numbers or texts" : descr;
  throw new Error(`${name}: expected little-endian numbers, booleans or texts, got ${objects}`);
}

/** UCS-4, filled up with zeros. */
function textAt(view: DataView, at: number, characters: number): string {
  let text = "";
  for (let index = 0; index < characters; index++) {
    const point = view.getUint32(at + index * 4, true);
    if (point === 0) break;
    text += point > 0x10ffff ? "\ufffd" : String.fromCodePoint(point);
  }
  return text;
}

function short(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
