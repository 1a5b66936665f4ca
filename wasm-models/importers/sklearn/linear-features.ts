/** How many columns a linear model takes. @module */
import type { Field } from "../../readers/pickle/fields.ts";
import { coefficients } from "./linear-scores.ts";

/** Some linear models do not say before 1.0; their coefficients do. */
export function linearFeatures(model: Field): number {
  return model.optional("n_features_in_")?.integer() ?? coefficients(model).shape.at(-1) ?? 0;
}
