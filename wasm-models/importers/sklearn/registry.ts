/** Every estimator that can be imported, one row each. @module */
import type { EstimatorImporter } from "./estimator.ts";
import { decisionTreeClassifier, decisionTreeRegressor } from "./estimators/decision-tree.ts";
import { forestClassifier, forestRegressor } from "./estimators/forest.ts";
import { linearRegressor } from "./estimators/linear-regression.ts";
import { logisticRegression } from "./estimators/logistic-regression.ts";
import { pipeline } from "./estimators/pipeline.ts";
import { columnTransformer } from "./estimators/column-transformer.ts";
import { pca, truncatedSvd } from "./estimators/decomposition.ts";
import { featureUnion } from "./estimators/feature-union.ts";
import { functionTransformer } from "./estimators/function-transformer.ts";
import { kBinsDiscretizer } from "./estimators/k-bins-discretizer.ts";
import { oneHotEncoder } from "./estimators/one-hot-encoder.ts";
import { labelBinarizer, labelEncoder, ordinalEncoder } from "./estimators/ordinal-encoder.ts";
import { polynomialFeatures } from "./estimators/polynomial-features.ts";
import {
  binarizer,
  maxAbsScaler,
  minMaxScaler,
  normalizer,
  robustScaler,
  standardScaler,
} from "./estimators/scalers.ts";
import { search } from "./estimators/search.ts";
import { SELECTORS } from "./estimators/selection.ts";
import { missingIndicator, simpleImputer } from "./estimators/simple-imputer.ts";

const ROWS: readonly EstimatorImporter[] = [
  decisionTreeClassifier("DecisionTreeClassifier"),
  decisionTreeClassifier("ExtraTreeClassifier"),
  decisionTreeRegressor("DecisionTreeRegressor"),
  decisionTreeRegressor("ExtraTreeRegressor"),
  forestClassifier("RandomForestClassifier"),
  forestClassifier("ExtraTreesClassifier"),
  forestRegressor("RandomForestRegressor"),
  forestRegressor("ExtraTreesRegressor"),
  linearRegressor("LinearRegression"),
  linearRegressor("Ridge"),
  linearRegressor("RidgeCV"),
  linearRegressor("Lasso"),
  linearRegressor("LassoCV"),
  linearRegressor("ElasticNet"),
  linearRegressor("ElasticNetCV"),
  linearRegressor("SGDRegressor"),
  linearRegressor("HuberRegressor"),
  linearRegressor("BayesianRidge"),
  linearRegressor("LinearSVR"),
  logisticRegression("LogisticRegression"),
  logisticRegression("LogisticRegressionCV"),
  pipeline,
  columnTransformer,
  featureUnion,
  functionTransformer,
  search("GridSearchCV"),
  search("RandomizedSearchCV"),
  search("HalvingGridSearchCV"),
  search("HalvingRandomSearchCV"),
  standardScaler,
  minMaxScaler,
  maxAbsScaler,
  robustScaler,
  normalizer,
  binarizer,
  simpleImputer,
  missingIndicator,
  oneHotEncoder,
  ordinalEncoder,
  labelEncoder,
  labelBinarizer,
  polynomialFeatures,
  kBinsDiscretizer,
  pca("PCA"),
  pca("IncrementalPCA"),
  truncatedSvd,
  ...SELECTORS,
];

/** By class name. */
export const ESTIMATORS: ReadonlyMap<string, EstimatorImporter> = new Map(ROWS.map((row) => [row.className, row]));
