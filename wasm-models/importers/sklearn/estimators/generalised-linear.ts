/** sklearn.linear_model.PoissonRegressor, GammaRegressor and TweedieRegressor: exp of a linear score. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { linearFeatures } from "../linear-features.ts";
import { coefficients, linearScores } from "../linear-scores.ts";

/** Left to itself, a Tweedie distribution without a positive power is the normal one. */
function isLog(model: Field): boolean {
  const link = model.optional("link")?.string() ?? "log";
  if (link === "auto") return (model.optional("power") ?? model.at("family").at("_power")).number() > 0;
  return link === "log" || (link !== "identity" && model.at("link").refuse("auto, log or identity", link));
}

function generalised(className: string): EstimatorImporter {
  return {
    className,
    features: linearFeatures,
    predict: (model, input, importing) => ({
      kind: "regressor",
      predict: () => {
        const scores = linearScores(importing, model, checked(importing, model, input, false));
        return isLog(model) ? importing.builder.unary("exp", scores) : scores;
      },
    }),
    detail: (model) => `${coefficients(model).data.length} coefficients`,
  };
}

export const GENERALISED_LINEAR: readonly EstimatorImporter[] = [
  generalised("PoissonRegressor"),
  generalised("GammaRegressor"),
  generalised("TweedieRegressor"),
];
