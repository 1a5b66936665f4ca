/** Reads a model file as far as it can be read. @module */
import { InferenceError } from "../../errors.ts";
import { compileModel } from "../../../wasm-models/compile/compile.ts";
import type { CompiledModel } from "../../../wasm-models/compile/compile.ts";
import { sha256 } from "../../../wasm-models/compile/digest.ts";
import { formatOf } from "../../../wasm-models/compile/formats.ts";
import { isCompiledModel, readModule } from "../../../wasm-models/module/read.ts";
import { inspectModelPickle } from "../../../wasm-models/readers/pickle/index.ts";
import type { GlobalUse } from "../../../wasm-models/readers/pickle/index.ts";
import type { Description } from "./description.ts";
import type { ModelPath } from "./model-path.ts";
import { readMetadata } from "./module-metadata.ts";
import { provenanceOf } from "./provenance.ts";

/** A file that can be compiled, and one that is a compiled module already, have a model. */
export async function describeModel(bytes: Uint8Array<ArrayBuffer>, found: ModelPath): Promise<Description> {
  if (isCompiledModel(bytes)) {
    const { value: model, refused } = await trying(async () => readMetadata(bytes));
    const none = { globals: undefined, moduleBytes: undefined };
    const own = await facts(bytes, found);
    // Where the model came from matters more than where its module lies.
    const provenance = model?.provenance ?? own.provenance;
    return { ...own, ...none, provenance, format: "compiled module", model, refused };
  }
  const { value: format } = await trying(async () => formatOf(bytes));
  const globals = format?.name === "pickle" ? await globalsOf(bytes) : undefined;
  const attempt = await trying(async () => compileModel(bytes));
  return {
    ...(await facts(bytes, found)),
    format: format?.name,
    model: attempt.value === undefined ? undefined : readModule(attempt.value.module).metadata,
    refused: attempt.refused,
    globals,
    moduleBytes: attempt.value?.module.length,
  };
}

/** The same of a model that was compiled just now. */
export async function describeCompiled(
  bytes: Uint8Array<ArrayBuffer>,
  found: ModelPath,
  { format, module }: CompiledModel,
): Promise<Description> {
  const { metadata } = readModule(module);
  const rest = { refused: undefined, globals: undefined, moduleBytes: module.length };
  return { ...(await facts(bytes, found)), format, model: metadata, ...rest };
}

async function facts(
  bytes: Uint8Array<ArrayBuffer>,
  { path, folder }: ModelPath,
): Promise<Pick<Description, "file" | "bytes" | "sha256" | "provenance">> {
  return {
    file: path,
    bytes: bytes.length,
    sha256: await sha256(bytes),
    provenance: await provenanceOf(path, folder),
  };
}

/** Names of a file that cannot even be unpacked are not known. */
async function globalsOf(bytes: Uint8Array<ArrayBuffer>): Promise<readonly GlobalUse[] | undefined> {
  return (await trying(async () => inspectModelPickle(bytes))).value?.globals;
}

/** What is wrong with a file is a finding here. */
async function trying<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T | undefined; readonly refused: string | undefined }> {
  try {
    return { value: await work(), refused: undefined };
  } catch (error) {
    if (!InferenceError.is(error)) throw error;
    return { value: undefined, refused: error.message };
  }
}
