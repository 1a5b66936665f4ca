/**
 * A trained model as a program: a list of operations over a batch of rows, from the request's columns
 * to named outputs. Importers make it, backends run it; it holds no function and nothing of a format.
 * @module
 */
import type { Op, Value } from "./ops.ts";

/** A class as the model was trained with it. */
export type Label = string | number | bigint | boolean;

/** A column of the request. */
export interface Feature {
  /** As the model knows it, undefined when it was trained without names. */
  readonly name: string | undefined;
  readonly kind: "number" | "string" | "unused";
}

/** What the model answers under a name, such as `predict` or `predict_proba`. */
export interface Output {
  readonly name: string;
  readonly value: Value;
  /** Number of axes: 1 drops the only column, as libraries do for a single target. */
  readonly axes: 1 | 2;
  /** Classes by the index that the column holds, a list for each column; then labels are answered. */
  readonly labels?: readonly (readonly Label[])[];
  /** Column names, as the class names of probabilities. */
  readonly names?: readonly string[];
  /** int64 when the library answers integers; float32 when it answers these. */
  readonly datatype: "FP64" | "FP32" | "INT64";
}

export interface Program {
  readonly features: readonly Feature[];
  /** Operation i makes value i. */
  readonly ops: readonly Op[];
  readonly outputs: readonly Output[];
}

/** What the file says about the model, for people and for metadata. */
export interface ModelFacts {
  /** "scikit-learn", "xgboost", "lightgbm". */
  readonly library: string;
  /** Undefined when the file does not say. */
  readonly version: string | undefined;
  /** The estimator as a tree, outermost first. */
  readonly estimator: EstimatorNode;
  readonly classes: readonly Label[] | undefined;
  /** What the reader wants a person to know. */
  readonly warnings: readonly string[];
}

/** One estimator and what it is made of. */
export interface EstimatorNode {
  /** Such as `steps.scaler`; empty for the outermost. */
  readonly role: string;
  readonly name: string;
  /** Such as "100 trees, 6,274 nodes". */
  readonly detail: string;
  readonly children: readonly EstimatorNode[];
}

/** What an importer gives. */
export interface ImportedModel {
  readonly program: Program;
  readonly facts: ModelFacts;
}
