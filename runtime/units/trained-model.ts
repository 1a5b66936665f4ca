/**
 * What the runtime knows of trained models: somebody turns a file into one, and it answers rows. Which
 * formats there are and how they are computed is the compiler's business, which the platform brings.
 * @module
 */

/** A cell of a request; null is missing. */
export type Cell = number | bigint | string | boolean | null;

/** Rows in the form that costs the least: all numbers, row after row, or cell by cell. */
export type TrainedRows =
  | { readonly kind: "numbers"; readonly rows: number; readonly data: ArrayLike<number> }
  | { readonly kind: "cells"; readonly rows: number; cell(row: number, feature: number): Cell };

export interface TrainedFeature {
  /** undefined when the model was trained without names. */
  readonly name: string | undefined;
  readonly kind: "number" | "string" | "unused";
}

/** A class that the model was trained with. */
export type TrainedLabel = string | number | bigint | boolean;

export interface TrainedOutput {
  /** Such as `predict` or `predict_proba`. */
  readonly name: string;
  readonly columns: number;
  /** 1 drops the only column. */
  readonly axes: 1 | 2;
  readonly datatype: "FP64" | "FP32" | "INT64";
  /** By column: the class of each index that a value may be. */
  readonly labels?: readonly (readonly TrainedLabel[])[];
  /** Names of the columns. */
  readonly names?: readonly string[];
}

export interface TrainedModel {
  readonly features: readonly TrainedFeature[];
  readonly outputs: readonly TrainedOutput[];
  /** Such as "RandomForestClassifier". */
  readonly estimator: string;
  /** Such as "scikit-learn". */
  readonly library: string;
  readonly libraryVersion: string | undefined;
  /** What whoever serves it should know. */
  readonly warnings: readonly string[];
  /** SHA-256 of the file in hex. */
  readonly sourceDigest: string | undefined;
  /**
   * @param output number of the output
   * @param first row to begin with, and how many of them
   * @returns `count` times columns numbers, the caller's own; indices where the output has labels
   * @throws InferenceError INVALID_ARGUMENT naming row, column and what was expected
   */
  run(output: number, rows: TrainedRows, first: number, count: number): Float64Array;
  /** Gives its memory back. */
  close(): void;
}

export interface ModelCompiler {
  /**
   * Compiles what is in a file; the same file again may come from a cache. Nothing in it is executed.
   * @throws InferenceError INVALID_ARGUMENT naming the part that cannot be compiled, and what to do
   */
  load(bytes: Uint8Array<ArrayBuffer>): Promise<TrainedModel>;
}
