/** What may be written over without being asked to. @module */
import { open } from "node:fs/promises";
import { isCompiledModel } from "../../../wasm-models/module/read.ts";
import { readModel } from "./model-path.ts";

const ONNX = /\.onnx$/i;

/**
 * A file of the default name that the compiler did not write stays.
 * @throws Error saying how to name another one
 */
export async function refuseForeignFile(path: string): Promise<void> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return;
  await file.close();
  if (!ONNX.test(path) && isCompiledModel(await readModel(path))) return;
  throw new Error(`${path} is there already, and no module of the compiler: name the file to write with -o`);
}
