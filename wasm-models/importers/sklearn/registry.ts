/** Every estimator that can be imported, one row each. @module */
import type { EstimatorImporter } from "./estimator.ts";
import { decisionTreeClassifier, decisionTreeRegressor } from "./estimators/decision-tree.ts";
import { forestClassifier, forestRegressor } from "./estimators/forest.ts";
import { linearRegressor } from "./estimators/linear-regression.ts";
import { logisticRegression } from "./estimators/logistic-regression.ts";
import { pipeline } from "./estimators/pipeline.ts";
import { standardScaler } from "./estimators/standard-scaler.ts";

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
  standardScaler,
];

/** By class name. */
export const ESTIMATORS: ReadonlyMap<string, EstimatorImporter> = new Map(ROWS.map((row) => [row.className, row]));
