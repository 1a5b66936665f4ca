/** What each objective makes of the sums of a row. @module */
import type { LightgbmObjective } from "./model.ts";
import { shown } from "../pickle/model-file-error.ts";
import { refuse } from "./refuse.ts";

export type LightgbmLink =
  | { readonly kind: "identity" }
  /** 1 / (1 + exp(-scale * x)), each sum for itself. */
  | { readonly kind: "sigmoid"; readonly scale: number }
  | { readonly kind: "softmax" }
  | { readonly kind: "exp" }
  /** log(1 + exp(x)). */
  | { readonly kind: "softplus" }
  /** sign(x) * x². */
  | { readonly kind: "signed-square" };

const IDENTITY: LightgbmLink = { kind: "identity" };
const EXP: LightgbmLink = { kind: "exp" };
const SIGMOID: LightgbmLink = { kind: "sigmoid", scale: 1 };

/** undefined: depends on what stands behind the name. */
const LINKS: ReadonlyMap<string, LightgbmLink | undefined> = new Map<string, LightgbmLink | undefined>([
  ["regression", undefined],
  ["regression_l2", undefined],
  ["regression_l1", undefined],
  ["huber", IDENTITY],
  ["fair", IDENTITY],
  ["quantile", undefined],
  ["mape", undefined],
  ["poisson", EXP],
  ["gamma", EXP],
  ["tweedie", EXP],
  ["binary", undefined],
  ["multiclass", { kind: "softmax" }],
  ["multiclassova", undefined],
  ["cross_entropy", SIGMOID],
  ["xentropy", SIGMOID],
  ["cross_entropy_lambda", { kind: "softplus" }],
  ["xentlambda", { kind: "softplus" }],
  ["lambdarank", IDENTITY],
  ["rank_xendcg", IDENTITY],
]);

/**
 * @param objective undefined for one of the user's own
 * @throws ModelFileError when it is none of the library's
 */
export function linkOf(objective: LightgbmObjective | undefined): LightgbmLink {
  if (objective === undefined) return IDENTITY;
  const { name, parameters } = objective;
  if (!LINKS.has(name)) refuse("objective", `one of ${[...LINKS.keys()].join(", ")}`, shown(name));
  const fixed = LINKS.get(name);
  if (fixed !== undefined) return fixed;
  if (name === "binary" || name === "multiclassova") return { kind: "sigmoid", scale: scaleOf(parameters) };
  return parameters.has("sqrt") ? { kind: "signed-square" } : IDENTITY;
}

function scaleOf(parameters: ReadonlyMap<string, string>): number {
  const text = parameters.get("sigmoid");
  if (text === undefined) return 1;
  const scale = /^[\d.eE+-]{1,32}$/.test(text) ? Number(text) : Number.NaN;
  return scale > 0 && scale < Number.POSITIVE_INFINITY
    ? scale
    : refuse("objective, sigmoid", "a number above 0", shown(text));
}
