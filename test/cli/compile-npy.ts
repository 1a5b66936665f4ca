/** Writes `.npy` files as numpy does. */

/** @param version of the format, 1 to 3 */
export function npy(descr: string, shape: readonly number[], data: Uint8Array, more: NpyOptions = {}): Uint8Array {
  const { isFortran = false, version = 1 } = more;
  const sizes = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const type = descr.startsWith("[") ? descr : `'${descr}'`;
  const text = `{'descr': ${type}, 'fortran_order': ${isFortran ? "True" : "False"}, 'shape': ${sizes}, }`;
  const head = version === 1 ? 10 : 12;
  const header = `${text.padEnd(Math.ceil((head + text.length + 1) / 64) * 64 - head - 1)}\n`;
  const bytes = new Uint8Array(head + header.length + data.length);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), head);
  bytes.set(data, head + header.length);
  return bytes;
}

export interface NpyOptions {
  readonly isFortran?: boolean;
  readonly version?: number;
}

/** float64 in rows. */
export function npyRows(rows: readonly (readonly number[])[], more: NpyOptions = {}): Uint8Array {
  return npy("<f8", [rows.length, rows[0]!.length], bytesOf(Float64Array.from(rows.flat())), more);
}

export function bytesOf(array: Float64Array | Float32Array | BigInt64Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Texts of a fixed number of characters, filled up with zeros. */
export function npyTexts(texts: readonly string[]): Uint8Array {
  const width = Math.max(...texts.map((text) => [...text].length));
  const points = texts.flatMap((text) => Array.from({ length: width }, (_, at) => [...text][at]?.codePointAt(0) ?? 0));
  return npy(`<U${width}`, [texts.length], bytesOf(Uint32Array.from(points)));
}
