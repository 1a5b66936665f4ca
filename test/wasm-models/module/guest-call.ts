/** Calls `zh_predict` of a module as wasm-models/ABI.md says, with nothing but the module. */

interface Guest {
  readonly memory: WebAssembly.Memory;
  zh_alloc(size: number): number;
  zh_predict(at: number, length: number): number;
}

const MAGIC = 0x0146485a;
const FP64 = 13;
const STRING = 14;

/** @returns elements of the answer: numbers, or texts @throws Error with the guest's words */
export function callGuest(
  module: Uint8Array<ArrayBuffer>,
  rows: readonly (readonly number[])[],
): readonly (number | string)[] {
  const guest = new WebAssembly.Instance(new WebAssembly.Module(module)).exports as unknown as Guest;
  const width = rows[0]!.length;
  const bytes = rows.length * width * 8;
  const length = 48 + bytes;
  const at = guest.zh_alloc(length);
  let view = new DataView(guest.memory.buffer, at);
  [MAGIC, length, 1, 0].forEach((word, index) => view.setUint32(index * 4, word, true));
  view.setUint8(16, FP64);
  view.setUint8(17, 2);
  [0, 48, bytes, rows.length, width].forEach((word, index) => view.setUint32(20 + index * 4, word, true));
  view.setUint16(18, 0, true);
  rows.flat().forEach((value, index) => view.setFloat64(48 + index * 8, value, true));
  const header = guest.zh_predict(at, length);
  view = new DataView(guest.memory.buffer);
  const [status, out, size] = [0, 4, 8].map((offset) => view.getUint32(header + offset, true)) as [
    number,
    number,
    number,
  ];
  if (status !== 0) throw new Error(new TextDecoder().decode(new Uint8Array(guest.memory.buffer, out, size)));
  const data = out + view.getUint32(out + 24, true);
  const end = data + view.getUint32(out + 28, true);
  return view.getUint8(out + 16) === STRING
    ? texts(view, data, end)
    : Array.from(new Float64Array(guest.memory.buffer.slice(data, end)));
}

function texts(view: DataView, start: number, end: number): readonly string[] {
  const found: string[] = [];
  for (let at = start; at < end;) {
    const length = view.getUint32(at, true);
    found.push(new TextDecoder().decode(new Uint8Array(view.buffer, at + 4, length)));
    at += 4 + length;
  }
  return found;
}
