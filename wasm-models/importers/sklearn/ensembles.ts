/** Rows of the registry for ensembles and for estimators made of others. @module */
import type { EstimatorImporter } from "./estimator.ts";
import { constantPredictor } from "./binary-members.ts";
import { adaBoostClassifier, adaBoostRegressor } from "./estimators/adaboost.ts";
import { baggingClassifier, baggingRegressor } from "./estimators/bagging.ts";
import { booster } from "./estimators/booster.ts";
import { calibratedClassifier, frozenEstimator } from "./estimators/calibrated.ts";
import { classifierChain, regressorChain } from "./estimators/chain.ts";
import { dummyClassifier, dummyRegressor } from "./estimators/dummy.ts";
import { gradientBoostingClassifier, gradientBoostingRegressor } from "./estimators/gradient-boosting.ts";
import { histGradientBoostingClassifier, histGradientBoostingRegressor } from "./estimators/hist-gradient-boosting.ts";
import { isolationForest } from "./estimators/isolation-forest.ts";
import { lightgbmWrapper } from "./estimators/lightgbm.ts";
import { multiOutputClassifier, multiOutputRegressor } from "./estimators/multi-output.ts";
import { oneVsOneClassifier, outputCodeClassifier } from "./estimators/one-vs-one.ts";
import { oneVsRestClassifier } from "./estimators/one-vs-rest.ts";
import { randomTreesEmbedding } from "./estimators/random-trees-embedding.ts";
import { ransacRegressor } from "./estimators/ransac.ts";
import { stackingClassifier, stackingRegressor } from "./estimators/stacking.ts";
import { fixedThreshold, tunedThreshold } from "./estimators/threshold.ts";
import { transformedTarget } from "./estimators/transformed-target.ts";
import { votingClassifier, votingRegressor } from "./estimators/voting.ts";
import { xgboostWrapper } from "./estimators/xgboost.ts";

export const ENSEMBLES: readonly EstimatorImporter[] = [
  adaBoostClassifier,
  adaBoostRegressor,
  baggingClassifier,
  baggingRegressor,
  booster,
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
  lightgbmWrapper("LGBMClassifier", "classifier"),
  lightgbmWrapper("LGBMModel", "regressor"),
  lightgbmWrapper("LGBMRanker", "regressor"),
  lightgbmWrapper("LGBMRegressor", "regressor"),
  multiOutputClassifier,
  multiOutputRegressor,
  oneVsOneClassifier,
  oneVsRestClassifier,
  outputCodeClassifier,
  randomTreesEmbedding,
  ransacRegressor,
  regressorChain,
  stackingClassifier,
  stackingRegressor,
  transformedTarget,
  tunedThreshold,
  votingClassifier,
  votingRegressor,
  xgboostWrapper("XGBClassifier", "classifier"),
  xgboostWrapper("XGBModel", "regressor"),
  xgboostWrapper("XGBRFClassifier", "classifier"),
  xgboostWrapper("XGBRFRegressor", "regressor"),
  xgboostWrapper("XGBRanker", "regressor"),
  xgboostWrapper("XGBRegressor", "regressor"),
];
