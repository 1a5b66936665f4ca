/** Finds the module of a unit: a .wasm file, or a folder that holds exactly one. @module */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";

/**
 * Reads the module that `modelUri` names.
 * @throws InferenceError INVALID_ARGUMENT when there is none, or more than one.
 */
export async function readModelFile(
  modelUri: string | undefined,
  host: Pick<RuntimeHost, "files">,
): Promise<Uint8Array<ArrayBuffer>> {
  if (modelUri === undefined || modelUri === "")
    refuse("modelUri must name a .wasm file or a folder with one, got none");
  if (host.files === undefined) refuse("modelUri cannot be read: this platform has no files");
  const path = host.files.resolve(modelUri);
  let names: readonly string[] | undefined;
  try {
    names = await host.files.list(path);
  } catch (cause) {
    throw new InferenceError("INVALID_ARGUMENT", `modelUri "${modelUri}": there is no such file or folder`, { cause });
  }
  if (names === undefined) return host.files.read(path);
  const modules = names.filter((name) => name.endsWith(".wasm"));
  if (modules.length === 1) return host.files.read(`${path}/${modules[0]}`);
  const found = modules.length === 0 ? "none" : modules.slice(0, 5).join(", ");
  return refuse(`modelUri "${modelUri}": expected a folder with exactly one .wasm file, found ${found}`);
}

function refuse(message: string): never {
  throw new InferenceError("INVALID_ARGUMENT", message);
}
