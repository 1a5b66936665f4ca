/** Rows of the registry for ensembles and for estimators made of others. @module */
import type { EstimatorImporter } from "./estimator.ts";
import { constantPredictor } from "./binary-members.ts";
import { adaBoostClassifier, adaBoostRegressor } from "./estimators/adaboost.ts";
import { baggingClassifier, baggingRegressor } from "./estimators/bagging.ts";
import { calibratedClassifier, frozenEstimator } from "./estimators/calibrated.ts";
import { classifierChain, regressorChain } from "./estimators/chain.ts";
import { dummyClassifier, dummyRegressor } from "./estimators/dummy.ts";
import { gradientBoostingClassifier, gradientBoostingRegressor } from "./estimators/gradient-boosting.ts";
import { histGradientBoostingClassifier, histGradientBoostingRegressor } from "./estimators/hist-gradient-boosting.ts";
import { isolationForest } from "./estimators/isolation-forest.ts";
import { multiOutputClassifier, multiOutputRegressor } from "./estimators/multi-output.ts";
import { oneVsOneClassifier, outputCodeClassifier } from "./estimators/one-vs-one.ts";
import { oneVsRestClassifier } from "./estimators/one-vs-rest.ts";
import { stackingClassifier, stackingRegressor } from "./estimators/stacking.ts";
import { fixedThreshold, tunedThreshold } from "./estimators/threshold.ts";
import { transformedTarget } from "./estimators/transformed-target.ts";
import { votingClassifier, votingRegressor } from "./estimators/voting.ts";

export const ENSEMBLES: readonly EstimatorImporter[] = [
  adaBoostClassifier,
  adaBoostRegressor,
  baggingClassifier,
  baggingRegressor,
  calibratedClassifier,
  classifierChain,
  constantPredictor,
  fixedThreshold,
  frozenEstimator,
  dummyClassifier,
  dummyRegressor,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  isolationForest,
  multiOutputClassifier,
  multiOutputRegressor,
  oneVsOneClassifier,
  oneVsRestClassifier,
  outputCodeClassifier,
  regressorChain,
  stackingClassifier,
  stackingRegressor,
  transformedTarget,
  tunedThreshold,
  votingClassifier,
  votingRegressor,
];
