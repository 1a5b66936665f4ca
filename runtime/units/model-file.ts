/** Finds the file behind a `modelUri`: the file it names, or the one that a folder holds. @module */
import { InferenceError } from "../errors.ts";
import type { Artifact, RuntimeHost } from "../host.ts";
import type { UnitSpec } from "./factory.ts";
import { openModel, unreadable } from "./open-model.ts";

const MAX_LISTED = 10;

type ModelHost = Pick<RuntimeHost, "files" | "artifacts">;

/**
 * The absolute path of the unit's file; one that is not on this machine is fetched to it.
 * @param endings such as [".onnx"]; of several files in a folder only these count
 * @throws InferenceError INVALID_ARGUMENT when there is no modelUri or a folder leaves a choice,
 * NOT_FOUND when there is nothing; the message says what was found instead.
 */
export async function findModelFile(spec: UnitSpec, endings: readonly string[], host: ModelHost): Promise<string> {
  const { artifact, name } = await findModel(spec, endings, host);
  if (artifact.locate !== undefined) return reading(spec, artifact.locate(name));
  throw new InferenceError("UNIMPLEMENTED", `Cannot read "${artifact.uri}": this platform has no files`);
}

/** Reads the unit's file; see findModelFile. */
export async function readModelFile(
  spec: UnitSpec,
  endings: readonly string[],
  host: ModelHost,
): Promise<Uint8Array<ArrayBuffer>> {
  const { artifact, name } = await findModel(spec, endings, host);
  return reading(spec, artifact.read(name));
}

/** @returns without a name when the artifact is the file itself */
async function findModel(
  spec: UnitSpec,
  endings: readonly string[],
  host: ModelHost,
): Promise<{ artifact: Artifact; name: string | undefined }> {
  const { modelUri } = spec;
  const kind = endings.join(", ");
  if (modelUri === undefined || modelUri === "") {
    const text = `${spec.implementation} needs a modelUri: the path or URI of a ${kind} file or of a folder with one`;
    throw new InferenceError("INVALID_ARGUMENT", text);
  }
  const artifact = await openModel(modelUri, spec.name, host);
  const names = await reading(spec, artifact.list());
  if (names === undefined) return { artifact, name: undefined };
  const models = names.filter((name) => endings.some((ending) => name.toLowerCase().endsWith(ending)));
  if (models.length === 1) return { artifact, name: models[0] };
  const found = (models.length === 0 ? names : models).slice(0, MAX_LISTED).join(", ") || "nothing";
  const text = `modelUri "${artifact.uri}": expected a folder with exactly one ${kind} file, found ${models.length} in: ${found}`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}

async function reading<T>(spec: UnitSpec, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw unreadable(spec.modelUri!, cause);
  }
}
