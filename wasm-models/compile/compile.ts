/** From a model file to a compiled module. @module */
import type { ImportedModel } from "../ir/program.ts";
import { ModelFileError } from "../readers/pickle/model-file-error.ts";
import { writeModule } from "../module/write.ts";
import type { WriteOptions } from "../module/write.ts";
import { sha256 } from "./digest.ts";
import { formatOf } from "./formats.ts";
import type { ModelFormat } from "./formats.ts";

/** Files at most. */
export const MAX_MODEL_BYTES = 1_073_741_824;

export interface CompiledModel {
  readonly format: ModelFormat["name"];
  readonly model: ImportedModel;
  readonly module: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the file in hex. */
  readonly sourceDigest: string;
}

/**
 * Nothing in the file is executed.
 * @throws ModelFileError naming the part of the file that cannot be compiled, and what to do
 */
export async function compileModel(
  bytes: Uint8Array<ArrayBuffer>,
  options: Omit<WriteOptions, "sourceDigest"> = {},
): Promise<CompiledModel> {
  if (bytes.length > MAX_MODEL_BYTES) {
    throw new ModelFileError("Model file", `at most ${MAX_MODEL_BYTES} bytes`, String(bytes.length));
  }
  const format = formatOf(bytes);
  const model = await format.read(bytes);
  const sourceDigest = await sha256(bytes);
  try {
    return { format: format.name, model, module: writeModule(model, { ...options, sourceDigest }), sourceDigest };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelFileError("Model", "a model that can be compiled", error.message);
  }
}
