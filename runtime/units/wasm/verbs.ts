/** The exports of a guest by the verb they serve. @module */
import type { EngineVerb } from "../engine.ts";

/** Version of the guest ABI that this runtime speaks. */
export const ABI_VERSION = 1;

/** Export name of each verb; a guest has at least one. */
export const VERB_EXPORTS: Readonly<Record<EngineVerb, string>> = {
  predict: "zh_predict",
  transformInput: "zh_transform_input",
  transformOutput: "zh_transform_output",
  route: "zh_route",
  aggregate: "zh_aggregate",
};

export const ENGINE_VERBS: readonly EngineVerb[] = Object.keys(VERB_EXPORTS) as EngineVerb[];
