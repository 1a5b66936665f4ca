/** Versions of models that clients name. @module */
import type { DataPlane } from "../data-plane.ts";
import type { ModelDescription } from "../deployment/described-model.ts";
import { InferenceError } from "../errors.ts";

/**
 * The model that a client means, if it has the version.
 * @param version "" for whichever there is
 * @throws InferenceError NOT_FOUND
 */
export async function checkVersion(
  plane: DataPlane,
  model: string,
  version: string,
  signal: AbortSignal,
): Promise<ModelDescription> {
  const description = await plane.model(model, signal);
  if (version === "" || description.versions.includes(version)) return description;
  const have = description.versions.slice(0, 20).join(", ").slice(0, 200);
  const text = `Failed to find version ${version.slice(0, 80)} of model ${description.name}; there is ${have}`;
  throw new InferenceError("NOT_FOUND", text);
}
