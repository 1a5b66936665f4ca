/**
 * Finds and reads the model file of an ONNX unit.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { ArtifactFiles, RuntimeHost } from "../../host.ts";
import type { UnitSpec } from "../factory.ts";

const EXTENSION = ".onnx";
const MAX_LISTED = 10;

/**
 * Reads the model that `modelUri` names: a file, or a folder holding exactly one `.onnx` file.
 * @throws InferenceError INVALID_ARGUMENT saying what was found instead, NOT_FOUND when there is nothing.
 */
export async function readModelFile(
  spec: UnitSpec,
  host: RuntimeHost,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { modelUri } = spec;
  if (modelUri === undefined || modelUri === "") {
    throw new InferenceError("INVALID_ARGUMENT", `${spec.implementation} needs a modelUri, the path of an ONNX file`);
  }
  if (host.files === undefined) {
    throw new InferenceError("UNIMPLEMENTED", `Cannot read "${modelUri}": this platform has no files`);
  }
  const bytes = await read(host.files, modelUri);
  if (bytes.length > maxBytes) {
    throw new InferenceError(
      "INVALID_ARGUMENT",
      `Model "${modelUri}" has ${bytes.length} bytes, at most ${maxBytes} are allowed; raise zerohop.max-model-bytes`,
    );
  }
  return bytes;
}

async function read(files: ArtifactFiles, uri: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const path = files.resolve(uri);
    const names = await files.list(path);
    return await files.read(names === undefined ? path : `${path.replace(/\/$/, "")}/${onlyModel(names, uri)}`);
  } catch (cause) {
    if (InferenceError.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InferenceError("NOT_FOUND", `Cannot read the model "${uri}": ${reason}`, { cause });
  }
}

function onlyModel(names: readonly string[], uri: string): string {
  const models = names.filter((name) => name.toLowerCase().endsWith(EXTENSION));
  if (models.length === 1) return models[0]!;
  const found = (models.length === 0 ? names : models).slice(0, MAX_LISTED).join(", ");
  const rest = names.length > MAX_LISTED ? ", …" : "";
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `Folder "${uri}" must hold exactly one ${EXTENSION} file, found ${models.length} in: ${found || "nothing"}${rest}`,
  );
}
