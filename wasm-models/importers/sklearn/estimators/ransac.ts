/** sklearn.linear_model.RANSACRegressor: the regressor that was fitted on what agreed. @module */
import type { EstimatorImporter } from "../estimator.ts";

export const ransacRegressor: EstimatorImporter = {
  className: "RANSACRegressor",
  features: (model, importing) =>
    model.optional("n_features_in_")?.integer() ?? importing.features(model.object("estimator_")),
  predict: (model, input, importing) => importing.predict(model.object("estimator_"), input),
  children: (model) => [{ role: "estimator_", model: model.object("estimator_") }],
};
