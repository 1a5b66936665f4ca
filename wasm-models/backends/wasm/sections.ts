/** The sections of a WebAssembly module, taken apart and put together. @module */

export interface Section {
  readonly id: number;
  readonly bytes: Uint8Array;
}

const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

export const CUSTOM = 0;
export const MEMORY = 5;
export const DATA_COUNT = 12;
export const DATA = 11;

/** An unsigned number in LEB128. */
export function leb(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** A signed number in LEB128, as constants have it. */
export function signedLeb(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** @returns the value and where it ends */
export function readLeb(bytes: Uint8Array, at: number): readonly [value: number, end: number] {
  let value = 0;
  let scale = 1;
  for (let index = at; index < bytes.length && index < at + 5; index++) {
    value += (bytes[index]! & 0x7f) * scale;
    if ((bytes[index]! & 0x80) === 0) return [value, index + 1];
    scale *= 128;
  }
  throw new RangeError("The module ends inside a number");
}

/** A signed number of 32 bits. @returns the value and where it ends */
export function readSignedLeb(bytes: Uint8Array, at: number): readonly [value: number, end: number] {
  let value = 0;
  for (let index = at, shift = 0; index < bytes.length && shift < 35; index++, shift += 7) {
    const byte = bytes[index]!;
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) !== 0) continue;
    return [shift < 25 && (byte & 0x40) !== 0 ? value | (-1 << (shift + 7)) : value, index + 1];
  }
  throw new RangeError("The module ends inside a number");
}

export function splitSections(module: Uint8Array): readonly Section[] {
  const sections: Section[] = [];
  for (let at = HEADER.length; at < module.length;) {
    const id = module[at]!;
    const [size, start] = readLeb(module, at + 1);
    if (start + size > module.length) throw new RangeError("The module ends inside a section");
    sections.push({ id, bytes: module.subarray(start, start + size) });
    at = start + size;
  }
  return sections;
}

export function joinSections(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const parts = sections.map(({ id, bytes }) => [Uint8Array.of(id, ...leb(bytes.length)), bytes] as const);
  const size = parts.reduce((sum, [head, bytes]) => sum + head.length + bytes.length, HEADER.length);
  const module = new Uint8Array(size);
  module.set(HEADER);
  let at = HEADER.length;
  for (const [head, bytes] of parts) {
    module.set(head, at);
    module.set(bytes, at + head.length);
    at += head.length + bytes.length;
  }
  return module;
}

/** A custom section: its name, then what is in it. */
export function customSection(name: string, content: Uint8Array): Section {
  const text = new TextEncoder().encode(name);
  const bytes = new Uint8Array([...leb(text.length), ...text].length + content.length);
  const head = [...leb(text.length), ...text];
  bytes.set(head);
  bytes.set(content, head.length);
  return { id: CUSTOM, bytes };
}

/** The content of the first custom section of that name. */
export function findCustom(module: Uint8Array, name: string): Uint8Array | undefined {
  for (const { id, bytes } of splitSections(module)) {
    if (id !== CUSTOM) continue;
    const [length, start] = readLeb(bytes, 0);
    if (new TextDecoder().decode(bytes.subarray(start, start + length)) === name) return bytes.subarray(start + length);
  }
  return undefined;
}
