/** Versions of models that clients name. @module */
import type { DataPlane } from "../data-plane.ts";
import type { ModelDescription } from "../deployment/described-model.ts";
import { InferenceError } from "../errors.ts";

/** What a client asks for; "" for whatever there is. */
export interface Asked {
  readonly model: string;
  readonly version: string;
  /** Whether the client calls the version a label; versions here may be either. Default false. */
  readonly isLabel?: boolean;
}

/**
 * The model that a client means, if it has the version.
 * @throws InferenceError NOT_FOUND
 */
export async function checkVersion(plane: DataPlane, asked: Asked, signal: AbortSignal): Promise<ModelDescription> {
  const { model, version, isLabel = false } = asked;
  const description = await plane.model(model, signal);
  if (version === "" || description.versions.includes(version)) return description;
  const have = description.versions.slice(0, 20).join(", ").slice(0, 200);
  const what = `${isLabel ? "label" : "version"} ${version.slice(0, 80)}`;
  throw new InferenceError("NOT_FOUND", `Failed to find ${what} of model ${description.name}; there is ${have}`);
}
