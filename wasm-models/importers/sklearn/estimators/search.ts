/** sklearn.model_selection: what a search found is the model. @module */
import type { EstimatorImporter } from "../estimator.ts";

export function search(className: string): EstimatorImporter {
  return {
    className,
    features: (model, importing) => importing.features(model.object("best_estimator_")),
    predicts: (model, importing) => importing.predicts(model.object("best_estimator_")),
    transform: (model, input, importing) => importing.transform(model.object("best_estimator_"), input),
    predict: (model, input, importing) => importing.predict(model.object("best_estimator_"), input),
    children: (model) => [{ role: "best_estimator_", model: model.object("best_estimator_") }],
  };
}
