/** A pickled Booster: of XGBoost or of LightGBM, which both call it so. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { bareLightgbm, readLightgbmBooster } from "./lightgbm.ts";
import { bareXgboost, readBooster } from "./xgboost.ts";

function isXgboost(model: Field): boolean {
  if (model.module.startsWith("xgboost")) return true;
  return model.module.startsWith("lightgbm") ? false : model.refuse("a Booster of XGBoost or LightGBM", model.module);
}

export const booster: EstimatorImporter = {
  className: "Booster",
  features: (model) => (isXgboost(model) ? readBooster(model) : readLightgbmBooster(model)).featureCount,
  predict: (model, input, importing) => (isXgboost(model) ? bareXgboost : bareLightgbm)(importing, model, input),
  detail: (model) => (isXgboost(model) ? "XGBoost" : "LightGBM"),
};
