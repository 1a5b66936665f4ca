/**
 * The operations that take the request's columns. They run where strings are, in TypeScript; what they
 * make are numbers. See ops.ts.
 * @module
 */

/** Numeric columns of the request, in the order of `features`. */
export interface Numbers {
  readonly kind: "numbers";
  readonly features: readonly number[];
}

/** A string column as the index of its category. */
export interface Category {
  readonly kind: "category";
  readonly feature: number;
  readonly categories: readonly string[];
  /** What null stands for before it is looked up; without it null is looked up as `missing`. */
  readonly fill?: string;
  /** The index of null, when the model knows null as a category; NaN gives NaN. */
  readonly missing?: number;
  /** The index of what is no category (may be NaN), or "refuse": the request is at fault. */
  readonly unknown: number | "refuse";
}

/** How a text becomes terms. @see scikit-learn, CountVectorizer */
export interface Analyzer {
  readonly unit: "word" | "char" | "char_wb";
  readonly lowercase: boolean;
  readonly accents: "ascii" | "unicode" | undefined;
  /** A Python pattern of the supported subset; only of words. */
  readonly pattern: string;
  readonly stopWords: readonly string[];
  /** Shortest and longest run of words or characters. */
  readonly ngrams: readonly [shortest: number, longest: number];
}

/** A text column as how often each term of the vocabulary is in it. */
export interface Terms {
  readonly kind: "terms";
  readonly feature: number;
  readonly analyzer: Analyzer;
  /** Column of each term. */
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly columns: number;
  /** 1 for every term that is there at all. */
  readonly binary: boolean;
}

export type BoundaryOp = Numbers | Category | Terms;
