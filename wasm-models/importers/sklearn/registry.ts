/** Every estimator that can be imported, one row each. @module */
import type { EstimatorImporter } from "./estimator.ts";
import { ENSEMBLES } from "./ensembles.ts";
import { decisionTreeClassifier, decisionTreeRegressor } from "./estimators/decision-tree.ts";
import { forestClassifier, forestRegressor } from "./estimators/forest.ts";
import { GENERALISED_LINEAR } from "./estimators/generalised-linear.ts";
import { LINEAR_CLASSIFIERS } from "./estimators/linear-classifier.ts";
import { linearRegressor } from "./estimators/linear-regression.ts";
import { logisticRegression } from "./estimators/logistic-regression.ts";
import { pipeline } from "./estimators/pipeline.ts";
import { columnTransformer } from "./estimators/column-transformer.ts";
import { pca, truncatedSvd } from "./estimators/decomposition.ts";
import { linearDiscriminantAnalysis, quadraticDiscriminantAnalysis } from "./estimators/discriminant-analysis.ts";
import { featureUnion } from "./estimators/feature-union.ts";
import { functionTransformer } from "./estimators/function-transformer.ts";
import { kBinsDiscretizer } from "./estimators/k-bins-discretizer.ts";
import { kMeans } from "./estimators/k-means.ts";
import { mlpClassifier, mlpRegressor } from "./estimators/mlp.ts";
import { NAIVE_BAYES } from "./estimators/naive-bayes.ts";
import { nearestCentroid } from "./estimators/nearest-centroid.ts";
import { kNeighborsClassifier, kNeighborsRegressor } from "./estimators/neighbours.ts";
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
import { svc } from "./estimators/svc.ts";
import { oneClassSvm, svr } from "./estimators/svr.ts";
import { countVectorizer, tfidfTransformer, tfidfVectorizer } from "./estimators/vectorizers.ts";

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
  linearRegressor("PassiveAggressiveRegressor"),
  linearRegressor("ARDRegression"),
  linearRegressor("Lars"),
  linearRegressor("LarsCV"),
  linearRegressor("LassoLars"),
  linearRegressor("LassoLarsCV"),
  linearRegressor("LassoLarsIC"),
  linearRegressor("OrthogonalMatchingPursuit"),
  linearRegressor("OrthogonalMatchingPursuitCV"),
  linearRegressor("TheilSenRegressor"),
  linearRegressor("MultiTaskLasso"),
  linearRegressor("MultiTaskLassoCV"),
  linearRegressor("MultiTaskElasticNet"),
  linearRegressor("MultiTaskElasticNetCV"),
  ...LINEAR_CLASSIFIERS,
  ...GENERALISED_LINEAR,
  svc("SVC"),
  svc("NuSVC"),
  svr("SVR"),
  svr("NuSVR"),
  oneClassSvm,
  kNeighborsClassifier,
  kNeighborsRegressor,
  nearestCentroid,
  ...NAIVE_BAYES,
  linearDiscriminantAnalysis,
  quadraticDiscriminantAnalysis,
  kMeans("KMeans"),
  kMeans("MiniBatchKMeans"),
  mlpClassifier,
  mlpRegressor,
  countVectorizer,
  tfidfVectorizer,
  tfidfTransformer,
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
  ...ENSEMBLES,
];

/** By class name. */
export const ESTIMATORS: ReadonlyMap<string, EstimatorImporter> = new Map(ROWS.map((row) => [row.className, row]));
