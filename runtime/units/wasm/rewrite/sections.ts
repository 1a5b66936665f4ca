/**
 * The sections of a module: what the rewriter must know of it before it changes the code.
 * @module
 */
import { OP, readInstruction, readValueType } from "./opcodes.ts";
import type { Instruction } from "./opcodes.ts";
import { ByteReader, refuse, refuseFeature } from "./reader.ts";

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** Where a section stands in a module; data count lies between element and code. */
export const SECTION_ORDER: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const VERSION = [1, 0, 0, 0];

export interface Section {
  readonly id: number;
  readonly body: ByteReader;
}

export interface FunctionType {
  readonly parameters: number;
  readonly results: readonly number[];
}

/** Reads the header and lists the sections; custom ones only when they are `zerohop.*`. */
export function readSections(bytes: Uint8Array): Section[] {
  const reader = new ByteReader(bytes);
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) refuse("it does not start with the bytes of a WASM module");
  reader.skip(4);
  if (VERSION.some((byte) => reader.byte() !== byte)) refuse("it is not a core module of binary version 1");
  const sections: Section[] = [];
  let last = -1;
  while (!reader.done) {
    const id = reader.byte();
    const body = reader.part(reader.u32());
    if (id === SECTION.custom) {
      const name = new ByteReader(body.bytes, body.at, body.end).name();
      if (name.startsWith("zerohop.")) sections.push({ id, body });
      continue;
    }
    if (id === 13) refuseFeature("exception handling");
    const place = SECTION_ORDER.indexOf(id);
    if (place < 0) refuse(`it has an unknown section ${id}`);
    if (place <= last) refuse(`section ${id} is out of order or there twice`);
    last = place;
    sections.push({ id, body });
  }
  return sections;
}

/** Reads the type section. */
export function readTypes(section: Section | undefined): FunctionType[] {
  const reader = bodyOf(section);
  const types: FunctionType[] = [];
  for (let left = countOf(reader); left > 0; left--) {
    const form = reader.byte();
    if (form !== 0x60) refuseFeature(`garbage collection (type form 0x${form.toString(16)})`);
    const parameters = reader.u32();
    for (let i = 0; i < parameters; i++) readValueType(reader);
    const results: number[] = [];
    for (let i = reader.u32(); i > 0; i--) results.push(readValueType(reader));
    types.push({ parameters, results });
  }
  reader.finish("the type section");
  return types;
}

/** Reads the imports, of which only functions are allowed, and counts them. */
export function countImports(section: Section | undefined): number {
  const reader = bodyOf(section);
  const count = countOf(reader);
  for (let i = 0; i < count; i++) {
    const name = `${reader.name()}.${reader.name()}`.slice(0, 120);
    const kind = reader.byte();
    if (kind === 1) refuse(`it imports the table ${name}; it must define its own`);
    if (kind === 2) refuse(`it imports the memory ${name}; it must define and export its own`);
    if (kind === 3) refuse(`it imports the global ${name}; it must define its own`);
    if (kind !== 0) refuseFeature("exception handling");
    reader.u32();
  }
  reader.finish("the import section");
  return count;
}

/** Type index of each function the module defines. */
export function readFunctions(section: Section | undefined): number[] {
  const reader = bodyOf(section);
  const out: number[] = [];
  for (let left = countOf(reader); left > 0; left--) out.push(reader.u32());
  reader.finish("the function section");
  return out;
}

/** Counts the globals, passing over their initial values. */
export function countGlobals(section: Section | undefined): number {
  const reader = bodyOf(section);
  const count = countOf(reader);
  const instruction: Instruction = { opcode: 0, misc: -1, index: 0 };
  for (let i = 0; i < count; i++) {
    readValueType(reader);
    reader.skip(1);
    do readInstruction(reader, instruction);
    while (instruction.opcode !== OP.end);
  }
  reader.finish("the global section");
  return count;
}

/** A reader of the section's bytes, of an empty vector when there is none. */
export function bodyOf(section: Section | undefined): ByteReader {
  if (section === undefined) return new ByteReader(new Uint8Array(1));
  return new ByteReader(section.body.bytes, section.body.at, section.body.end);
}

/** A vector's length, at most one entry per byte that is left. */
export function countOf(reader: ByteReader): number {
  const count = reader.u32();
  if (count > reader.end - reader.at) refuse(`a list of ${count} entries in ${reader.end - reader.at} bytes`);
  return count;
}
