/** Data files of `--verify` and `--expected`: `.npy` or CSV, told by the content. @module */
import { readFile, stat } from "node:fs/promises";
import { reasonOf } from "../option-file.ts";
import { readCsv } from "./csv.ts";
import type { CsvOptions } from "./csv.ts";
import { isNpy, readNpy } from "./npy.ts";
import { MAX_DATA_BYTES } from "./table.ts";
import type { Table } from "./table.ts";

/**
 * @param option as the person wrote it, for errors
 * @throws Error naming option, file and what is wrong
 */
export async function readData(option: string, path: string, csv: CsvOptions): Promise<Table> {
  const name = `${option} ${path}`;
  const bytes = await read(name, path);
  if (isNpy(bytes)) return readNpy(bytes, name);
  // A zip archive of arrays, or a pickle.
  if (bytes.includes(0)) throw new Error(`${name}: expected an .npy file or CSV, got another kind of file`);
  return readCsv(new TextDecoder().decode(bytes), name, csv);
}

async function read(name: string, path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_DATA_BYTES) return await readFile(path);
  } catch (error) {
    throw new Error(`${name}: ${reasonOf(error)}`, { cause: error });
  }
  throw new Error(`${name}: expected at most ${MAX_DATA_BYTES} bytes`);
}
