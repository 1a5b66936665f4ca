/** Linear models that predict x·coef + intercept: ordinary, ridge, lasso, elastic net, SGD. @module */
import type { EstimatorImporter } from "../estimator.ts";
import { checked } from "../estimator.ts";
import { coefficients, linearScores } from "../linear-scores.ts";

export function linearRegressor(className: string): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      const isMatrix = coefficients(model).shape.length === 2;
      return {
        kind: "regressor",
        isMatrix,
        predict: () => linearScores(importing, model, checked(importing, model, input, false)),
      };
    },
    detail: (model) => `${coefficients(model).data.length} coefficients`,
  };
}
