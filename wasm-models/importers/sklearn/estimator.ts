/**
 * What an importer of one estimator gives. Each estimator has one file in `estimators/` and one row in
 * the registry; a row that is not there is an estimator that is refused by its path.
 * @module
 */
import type { Builder } from "../../ir/builder.ts";
import type { Value } from "../../ir/ops.ts";
import type { Label } from "../../ir/program.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Frame } from "./frame.ts";

/** What a fitted predictor can be asked. Methods that are not there are not offered. */
export interface Prediction {
  readonly kind: "classifier" | "regressor" | "clusterer" | "outlier-detector";
  /** Of a classifier: the classes of each target, in the order of its columns. */
  readonly classes?: readonly (readonly Label[])[];
  /** A classifier's index of the class by target, a clusterer's cluster, otherwise what is predicted. */
  predict(): Value;
  /** Whether `predict` answers rows of rows; one target is a plain list unless it was fitted otherwise. */
  readonly isMatrix?: boolean;
  /** Whether predictions and probabilities are float32, as XGBoost's are. */
  readonly isSingle?: boolean;
  /** Probability of each class; only of one target. */
  probabilities?(): Value;
  /** One column for two classes, otherwise one a class. */
  decision?(): Value;
  /** What a transform of the predictor gives, such as distances to clusters. */
  transform?(): Value;
  /** How ordinary a row is. */
  scoreSamples?(): Value;
}

/** What importers may use of the import around them. */
export interface Importing {
  readonly builder: Builder;
  /** Runs another estimator's transform. @throws ModelFileError when it is none that can be imported */
  transform(model: Field, input: Frame): Frame;
  /** Imports another predictor. @throws ModelFileError when it is none that can be imported */
  predict(model: Field, input: Frame): Prediction;
  /** Whether another estimator, such as a pipeline's last step, has a `predict`. */
  predicts(model: Field): boolean;
  /** Columns that an estimator takes. */
  features(model: Field): number;
  /** Names by column of the request, where the model knows them. */
  readonly featureNames: readonly (string | undefined)[];
}

export interface EstimatorImporter {
  /** The class's name; the module is not looked at, for it moves between versions. */
  readonly className: string;
  /** Columns that it takes; `n_features_in_` when this is left out. */
  features?(model: Field, importing: Importing): number;
  transform?(model: Field, input: Frame, importing: Importing): Frame;
  predict?(model: Field, input: Frame, importing: Importing): Prediction;
  /** Whether this one predicts, where it depends on the model, as in a pipeline. */
  predicts?(model: Field, importing: Importing): boolean;
  /** Estimators inside, with their roles, for the printed tree. */
  children?(model: Field): readonly { readonly role: string; readonly model: Field }[];
  /** Such as "100 trees, 6,274 nodes". */
  detail?(model: Field): string;
}

/** `[major, minor]` of the scikit-learn that wrote the estimator; [0, 0] when it does not say. */
export function versionOf(model: Field): readonly [major: number, minor: number] {
  const text = model.optional("_sklearn_version")?.string() ?? "";
  const [major = "0", minor = "0"] = text.split(".");
  return [Number.parseInt(major, 10) || 0, Number.parseInt(minor, 10) || 0];
}

/** Whether it was written by a version before `major.minor`; one that does not say counts as old. */
export function isBefore(model: Field, major: number, minor: number): boolean {
  const [a, b] = versionOf(model);
  return a < major || (a === major && b < minor);
}

/** Values that are checked as scikit-learn checks them on the way in. */
export function checked(importing: Importing, model: Field, input: Frame, allowNaN: boolean): Value {
  const allowed = allowNaN ? "not-infinite" : "finite";
  return importing.builder.add({ kind: "check", input: input.value(), allowed, by: model.className });
}
