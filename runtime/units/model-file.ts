/** Finds the file behind a `modelUri`: the file it names, or the one that a folder holds. @module */
import { InferenceError } from "../errors.ts";
import type { RuntimeHost } from "../host.ts";
import type { UnitSpec } from "./factory.ts";

const MAX_LISTED = 10;

/**
 * The absolute path of the unit's file.
 * @param endings such as [".onnx"]; of several files in a folder only these count
 * @throws InferenceError INVALID_ARGUMENT when there is no modelUri or a folder leaves a choice,
 * NOT_FOUND when there is nothing; the message says what was found instead.
 */
export async function findModelFile(
  spec: UnitSpec,
  endings: readonly string[],
  host: Pick<RuntimeHost, "files">,
): Promise<string> {
  const { modelUri } = spec;
  const kind = endings.join(", ");
  if (modelUri === undefined || modelUri === "") {
    const text = `${spec.implementation} needs a modelUri: the path of a ${kind} file or of a folder with one`;
    throw new InferenceError("INVALID_ARGUMENT", text);
  }
  if (host.files === undefined) {
    throw new InferenceError("UNIMPLEMENTED", `Cannot read "${modelUri}": this platform has no files`);
  }
  const path = host.files.resolve(modelUri);
  const names = await host.files.list(path).catch((cause: unknown) => {
    throw unreadable(modelUri, cause);
  });
  if (names === undefined) return path;
  const models = names.filter((name) => endings.some((ending) => name.toLowerCase().endsWith(ending)));
  if (models.length === 1) return `${path.replace(/\/$/, "")}/${models[0]}`;
  const found = (models.length === 0 ? names : models).slice(0, MAX_LISTED).join(", ") || "nothing";
  const text = `modelUri "${modelUri}": expected a folder with exactly one ${kind} file, found ${models.length} in: ${found}`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}

/** Reads the unit's file; see findModelFile. */
export async function readModelFile(
  spec: UnitSpec,
  endings: readonly string[],
  host: Pick<RuntimeHost, "files">,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = await findModelFile(spec, endings, host);
  return host.files!.read(path).catch((cause: unknown) => {
    throw unreadable(spec.modelUri!, cause);
  });
}

function unreadable(modelUri: string, cause: unknown): InferenceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InferenceError("NOT_FOUND", `modelUri "${modelUri}": ${reason}`, { cause });
}
