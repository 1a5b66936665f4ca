/**
 * From a pickled scikit-learn model to a program.
 * @module
 */
import { Builder } from "../../ir/builder.ts";
import type { EstimatorNode, ImportedModel, Label, Output } from "../../ir/program.ts";
import { ModelFileError } from "../../readers/pickle/model-file-error.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import { versionOf } from "./estimator.ts";
import type { EstimatorImporter, Importing, Prediction } from "./estimator.ts";
import { Frame } from "./frame.ts";
import { ESTIMATORS } from "./registry.ts";

/** Columns of a request at most. */
const MAX_FEATURES = 1_000_000;
/** Estimators inside each other at most. */
const MAX_DEPTH = 24;
/** Estimators that pass their input to what is first in them. */
const WRAPPERS = /^(Pipeline|\w*SearchCV)$/;
const OLDEST = [0, 20] as const;
const NEWEST = [1, 9] as const;

/** @throws ModelFileError naming the estimator or attribute that cannot be imported, and what to do */
export function importSklearn(model: Field): ImportedModel {
  const features = importerOf(model).features?.(model, new Walk([])) ?? declaredFeatures(model);
  if (!(features >= 1 && features <= MAX_FEATURES)) {
    model.refuse(`1 to ${MAX_FEATURES} input columns`, String(features));
  }
  const names = namesOf(model, features);
  const walk = new Walk(names);
  const input = Frame.ofColumns(
    walk.builder,
    names.map((_, feature) => ({ feature })),
  );
  const { outputs, classes } = walk.predicts(model)
    ? predictions(walk, walk.predict(model, input))
    : { outputs: [transformed(model, walk.transform(model, input))], classes: undefined };
  const [major, minor] = versionOf(model);
  const version = model.optional("_sklearn_version")?.string();
  const number = major * 1000 + minor;
  const known = number >= OLDEST[0] * 1000 + OLDEST[1] && number <= NEWEST[0] * 1000 + NEWEST[1];
  const warnings =
    version === undefined || known
      ? []
      : [`scikit-learn ${version} is outside of ${OLDEST.join(".")} to ${NEWEST.join(".")}, which were tested`];
  return {
    program: walk.builder.finish(outputs),
    facts: { library: "scikit-learn", version, estimator: describe("", model, 0), classes, warnings },
  };
}

class Walk implements Importing {
  readonly builder: Builder;
  readonly featureNames: readonly (string | undefined)[];
  #depth = 0;

  constructor(names: readonly (string | undefined)[]) {
    this.builder = new Builder(names);
    this.featureNames = names;
  }

  transform(model: Field, input: Frame): Frame {
    const importer = importerOf(model);
    if (importer.transform === undefined) return model.refuse("an estimator with a transform", model.className);
    return this.#inside(model, () => importer.transform!(model, input, this));
  }

  predict(model: Field, input: Frame): Prediction {
    const importer = importerOf(model);
    if (importer.predict === undefined) return model.refuse("an estimator with a predict", model.className);
    return this.#inside(model, () => importer.predict!(model, input, this));
  }

  predicts(model: Field): boolean {
    const importer = importerOf(model);
    return importer.predicts?.(model, this) ?? importer.predict !== undefined;
  }

  features(model: Field): number {
    return this.#inside(model, () => importerOf(model).features?.(model, this) ?? declaredFeatures(model));
  }

  /** Widths that do not fit are the file's fault and get its path. */
  #inside<T>(model: Field, work: () => T): T {
    if (++this.#depth > MAX_DEPTH) model.refuse(`at most ${MAX_DEPTH} estimators inside each other`, "more");
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ModelFileError(model.path, "parameters that fit each other", error.message);
    } finally {
      this.#depth--;
    }
  }
}

function importerOf(model: Field): EstimatorImporter {
  const importer = ESTIMATORS.get(model.className);
  if (importer !== undefined) return importer;
  const what = model.className === "" ? "an estimator" : "an estimator that can be compiled (see docs/models.md)";
  return model.refuse(
    what,
    model.className === "" ? undefined : `${model.className}; export the model to ONNX instead`,
  );
}

/** What has a column, or the last axis, for each feature. Before 0.23 models do not say how many there are. */
const BY_FEATURE = ["scale_", "mean_", "center_", "statistics_", "coef_", "components_", "theta_"] as const;

function declaredFeatures(model: Field): number {
  const declared = model.optional("n_features_in_") ?? model.optional("n_features_");
  if (declared !== undefined) return declared.integer();
  const fitted = BY_FEATURE.map((name) => model.optional(name)).find((field) => field !== undefined);
  return fitted?.ndarray().shape.at(-1) ?? model.at("n_features_in_").integer();
}

/** Names that the model was fitted with; a pipeline or a search has those of what comes first in it. */
function ownNames(model: Field, depth: number): readonly string[] | undefined {
  const given = model.optional("feature_names_in_")?.strings();
  if (given !== undefined || depth >= MAX_DEPTH) return given;
  const first = WRAPPERS.test(model.className) ? importerOf(model).children?.(model)[0] : undefined;
  return first === undefined ? undefined : ownNames(first.model, depth + 1);
}

function namesOf(model: Field, features: number): readonly (string | undefined)[] {
  const given = ownNames(model, 0);
  if (given !== undefined && given.length !== features) model.refuse(`${features} feature names`, String(given.length));
  return given ?? Array.from({ length: features }, () => undefined);
}

function transformed(model: Field, frame: Frame): Output {
  if (frame.columns?.some(({ fill }) => fill !== undefined)) model.refuse("a model that answers numbers", "texts");
  return { name: "transform", value: frame.value(), axes: 2, datatype: "FP64" };
}

function predictions(
  walk: Walk,
  prediction: Prediction,
): { outputs: readonly Output[]; classes: readonly Label[] | undefined } {
  const { classes, kind } = prediction;
  const axes = prediction.isMatrix === true || (classes?.length ?? 1) > 1 ? 2 : 1;
  const whole = kind !== "regressor" && classes === undefined;
  const float = prediction.isSingle === true ? "FP32" : "FP64";
  const outputs: Output[] = [
    {
      name: "predict",
      value: prediction.predict(),
      axes,
      datatype: whole ? "INT64" : float,
      ...(classes === undefined ? {} : { labels: classes }),
    },
  ];
  const names = classes?.length === 1 ? classes[0]!.map(String) : undefined;
  const named = names === undefined ? {} : { names };
  if (prediction.probabilities !== undefined) {
    outputs.push({ name: "predict_proba", value: prediction.probabilities(), axes: 2, datatype: float, ...named });
  }
  if (prediction.decision !== undefined) {
    const value = prediction.decision();
    const width = walk.builder.width(value);
    const perClass = width === names?.length ? named : {};
    outputs.push({ name: "decision_function", value, axes: width === 1 ? 1 : 2, datatype: "FP64", ...perClass });
  }
  if (prediction.transform !== undefined) {
    outputs.push({ name: "transform", value: prediction.transform(), axes: 2, datatype: "FP64" });
  }
  if (prediction.scoreSamples !== undefined) {
    outputs.push({ name: "score_samples", value: prediction.scoreSamples(), axes: 1, datatype: "FP64" });
  }
  return { outputs, classes: classes?.length === 1 ? classes[0] : undefined };
}

function describe(role: string, model: Field, depth: number): EstimatorNode {
  const importer = importerOf(model);
  const children = depth >= MAX_DEPTH ? [] : (importer.children?.(model) ?? []);
  return {
    role,
    name: model.className,
    detail: importer.detail?.(model) ?? "",
    children: children.map((child) => describe(child.role, child.model, depth + 1)),
  };
}
