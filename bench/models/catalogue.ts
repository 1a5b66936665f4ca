/** Which models the benches ask about. @module */

export interface ModelEntry {
  /** Beginning of its keys, and its name in train.py or in generated.ts. */
  readonly key: string;
  readonly title: string;
  readonly madeBy: "python" | "seed";
  /** File that its library saves; of a generated model none. */
  readonly file?: "model.json" | "model.txt" | "model.joblib";
  readonly bench: "trees" | "models";
  /** Of a model that another entry trains: that one's key. */
  readonly trained?: string;
  /** What the compiler is told. */
  readonly precision?: "f32";
  /** Rows of a call. */
  readonly batches: readonly number[];
  /** Part of a quick run. */
  readonly quick?: true;
}

const TREE_BATCHES = [1, 1024];

export const TRAINED: readonly ModelEntry[] = [
  trees("xgb100d6", "XGBoost, 100 trees of depth 6", "model.json", true),
  trees("xgb500d8", "XGBoost, 500 trees of depth 8", "model.json"),
  trees("xgb1000d8", "XGBoost, 1000 trees of depth 8", "model.json"),
  trees("lgb100d6", "LightGBM, 100 trees of depth 6", "model.txt", true),
  trees("lgb1000d8", "LightGBM, 1000 trees of depth 8", "model.txt"),
  trees("hgb", "HistGradientBoosting, 100 trees of 31 leaves", "model.joblib"),
  trees("rf100", "random forest, 100 full trees", "model.joblib"),
  {
    key: "logistic",
    title: "scaler and logistic regression of 30 features",
    madeBy: "python",
    file: "model.joblib",
    bench: "models",
    batches: TREE_BATCHES,
    quick: true,
  },
  mlp("mlp", "MLP 784-256-128-10"),
  { ...mlp("mlpF32", "MLP 784-256-128-10 in float32"), trained: "mlp", precision: "f32" },
];

/** What is measured where no Python trains models. */
export const GENERATED: readonly ModelEntry[] = [
  generated("generated100d6F32", "100 generated trees of depth 6, float32", "trees", TREE_BATCHES),
  generated("generated100d6F64", "100 generated trees of depth 6, float64", "trees", TREE_BATCHES),
  generated("generatedLogistic", "generated scaler and logistic regression of 30 features", "models", TREE_BATCHES),
  generated("generatedMlp", "generated MLP 784-256-128-10", "models", [1, 256]),
];

function trees(key: string, title: string, file: NonNullable<ModelEntry["file"]>, quick = false): ModelEntry {
  return {
    key,
    title,
    madeBy: "python",
    file,
    bench: "trees",
    batches: TREE_BATCHES,
    ...(quick && { quick: true as const }),
  };
}

function mlp(key: string, title: string): ModelEntry {
  const batches = [1, 256, 1024];
  return { key, title, madeBy: "python", file: "model.joblib", bench: "models", batches, quick: true };
}

function generated(key: string, title: string, bench: ModelEntry["bench"], batches: readonly number[]): ModelEntry {
  return { key, title, madeBy: "seed", bench, batches, quick: true };
}
