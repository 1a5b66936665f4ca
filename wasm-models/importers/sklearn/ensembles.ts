/** Rows of the registry for ensembles and for estimators made of others. @module */
import type { EstimatorImporter } from "./estimator.ts";
import { adaBoostClassifier, adaBoostRegressor } from "./estimators/adaboost.ts";
import { dummyClassifier, dummyRegressor } from "./estimators/dummy.ts";
import { gradientBoostingClassifier, gradientBoostingRegressor } from "./estimators/gradient-boosting.ts";
import { histGradientBoostingClassifier, histGradientBoostingRegressor } from "./estimators/hist-gradient-boosting.ts";
import { isolationForest } from "./estimators/isolation-forest.ts";

export const ENSEMBLES: readonly EstimatorImporter[] = [
  adaBoostClassifier,
  adaBoostRegressor,
  dummyClassifier,
  dummyRegressor,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  isolationForest,
];
