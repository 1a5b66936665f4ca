/**
 * What a compiled module says about itself in its section `zerohop.meta`: enough to serve it without
 * the file it was made of.
 * @module
 */
import type { Analyzer } from "../ir/ops.ts";
import type { EstimatorNode, Feature, Label, ModelFacts } from "../ir/program.ts";

export const METADATA_SECTION = "zerohop.meta";
/** Raised when an older reader could not understand what is written. */
export const METADATA_VERSION = 1;

/** A text column of the request, and where its numbers go in a row. */
export type TextColumn =
  | {
      readonly kind: "category";
      readonly feature: number;
      readonly column: number;
      readonly categories: readonly string[];
      readonly fill?: string;
      readonly missing?: number;
      /** null is NaN. */
      readonly unknown: number | null | "refuse";
    }
  | {
      readonly kind: "terms";
      readonly feature: number;
      readonly column: number;
      readonly columns: number;
      readonly analyzer: Analyzer;
      /** Terms in the order of their columns. */
      readonly terms: readonly string[];
      readonly binary: boolean;
    };

export interface OutputMetadata {
  readonly name: string;
  readonly columns: number;
  readonly axes: 1 | 2;
  readonly datatype: "FP64" | "FP32" | "INT64";
  /** Classes by column and index; integers beyond 2^53 as `{"integer": "..."}`. */
  readonly labels?: readonly (readonly (string | number | boolean | { readonly integer: string })[])[];
  readonly names?: readonly string[];
}

/** What refuses a row, by output and instruction. */
export interface RefusalMetadata {
  readonly output: number;
  readonly instruction: number;
  /** Such as "a finite number". */
  readonly expected: string;
  readonly by: string;
}

/** How the module was compared with its library. */
export interface Certificate {
  readonly rows: number;
  readonly output: string;
  readonly largestRelative: number;
  /** In units of the last place of float64. */
  readonly largestUlp: number;
  readonly sourceDigest: string;
  readonly libraryVersion: string | null;
}

/** Where a model comes from, as far as its folder says. */
export interface Provenance {
  /** Commit that is checked out around the file; it does not say whether the file is committed. */
  readonly gitRevision?: string;
  readonly mlflowRun?: string;
  /** The hash that DVC tracks the file, or its folder, by. */
  readonly dvcHash?: string;
}

export interface ModelMetadata {
  readonly version: typeof METADATA_VERSION;
  /** Address of the blob in the module's memory, and its bytes. */
  readonly blob: { readonly address: number; readonly length: number };
  readonly features: readonly Feature[];
  /** Columns of a row, and the features that are its numbers. */
  readonly columns: number;
  readonly numbers: readonly number[];
  readonly texts: readonly TextColumn[];
  readonly outputs: readonly OutputMetadata[];
  /** The output that the module answers by itself. */
  readonly answers: string;
  readonly arenaBytes: number;
  readonly refusals: readonly RefusalMetadata[];
  readonly library: string;
  readonly libraryVersion: string | null;
  readonly estimator: EstimatorNode;
  readonly warnings: readonly string[];
  /** SHA-256 of the file it was compiled from, in hex. */
  readonly sourceDigest?: string;
  readonly provenance?: Provenance;
  readonly certificate?: Certificate;
  /** Matrix products are in float32 instead of the library's precision. */
  readonly precision?: "f32";
}

export function encodeLabel(label: Label): string | number | boolean | { readonly integer: string } {
  return typeof label === "bigint" ? { integer: String(label) } : label;
}

export function decodeLabel(label: string | number | boolean | { readonly integer: string }): Label {
  return typeof label === "object" ? BigInt(label.integer) : label;
}

/** The classes as far as the facts go. */
export function factsOf(metadata: ModelMetadata): ModelFacts {
  const labels = metadata.outputs.find(({ labels: given }) => given?.length === 1)?.labels?.[0];
  return {
    library: metadata.library,
    version: metadata.libraryVersion ?? undefined,
    estimator: metadata.estimator,
    classes: labels?.map(decodeLabel),
    warnings: metadata.warnings,
  };
}
