/** The rows that engines are asked about: float64, little endian, row after row. @module */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "rows.f64";

export function readRows(folder: string): Float64Array {
  const bytes = readFileSync(join(folder, FILE));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

export function writeRows(folder: string, rows: Float64Array): void {
  writeFileSync(join(folder, FILE), new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
}
