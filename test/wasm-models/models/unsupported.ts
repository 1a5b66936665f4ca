/** Models that are refused on purpose, each with what the refusal says. A row that refuses nothing fails the tests. */
export interface Unsupported {
  readonly library: "sklearn" | "xgboost" | "lightgbm";
  /** Of the fixtures. */
  readonly names: RegExp;
  /** All of the library when left out. */
  readonly versions?: RegExp;
  readonly message: RegExp;
}

const NO_IMPORTER = /expected an estimator that can be compiled.*; export the model to ONNX instead/;

export const UNSUPPORTED: readonly Unsupported[] = [
  { library: "sklearn", names: /^simple-imputer-words/, message: /a model that answers numbers, got texts/ },
  // It does not say how many columns it takes.
  { library: "sklearn", names: /^function-/, versions: /^0\.24/, message: /n_features_in_/ },
  // Counts are taken by a hash of the term, of which no vocabulary says what it stands for.
  { library: "sklearn", names: /^text-hashing/, message: NO_IMPORTER },
  { library: "sklearn", names: /^knn-(braycurtis|canberra)$/, message: /effective_metric_: expected euclidean,/ },
  { library: "sklearn", names: /^knn-imputer$/, message: NO_IMPORTER },
  { library: "sklearn", names: /^bisecting-kmeans$/, message: NO_IMPORTER },
  { library: "sklearn", names: /^(factor-analysis|fast-ica)$/, message: NO_IMPORTER },
  { library: "sklearn", names: /^(gaussian|sparse)-projection$/, message: NO_IMPORTER },
  { library: "sklearn", names: /^(power|quantile)-/, message: NO_IMPORTER },
  { library: "sklearn", names: /^spline$/, message: NO_IMPORTER },
  { library: "xgboost", names: /^vector-leaf$/, message: /size_leaf_vector: .*one_output_per_tree/ },
];

/** Rows whose answers say nothing of the model. */
export interface LeftOut {
  readonly library: Unsupported["library"];
  readonly name: RegExp;
  readonly version: RegExp;
  /** From 0. */
  readonly rows: readonly number[];
}

export const LEFT_OUT: readonly LeftOut[] = [
  // Rows of zeros are as far from one neighbour as from any other, and numpy's argpartition takes some of them.
  { library: "sklearn", name: /^knn-cosine$/, version: /^0\.24\.2$/, rows: [14, 15] },
];

/**
 * What libraries answer and compiled models do not, and how many files it was left out of: the numbers of
 * leaves (those of boosters are compared in test/wasm-models/readers), probabilities of several targets,
 * which are a list of matrices, and answers with fewer trees than the file has.
 */
export const NOT_COMPARED: Readonly<Record<Unsupported["library"], Readonly<Record<string, number>>>> = {
  sklearn: { leaves: 214, "predict_proba (a list)": 32, score_samples: 1 },
  xgboost: { leaves: 393 },
  lightgbm: { leaves: 92, predict_best: 2 },
};
