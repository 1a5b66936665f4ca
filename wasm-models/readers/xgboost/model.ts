/**
 * An XGBoost model as it was read and checked, the same whichever of the library's formats it was
 * written in. Everything that a walk over it uses is in range: children are nodes of their tree, no node
 * is reached twice, features and groups exist.
 * @module
 */

export interface XgboostModel {
  /** Of the library that wrote it; 0.0.0 for all before 1.0, which do not say. */
  readonly version: readonly [major: number, minor: number, patch: number];
  readonly objective: XgboostObjective;
  readonly booster: XgboostTrees | XgboostLinear;
  readonly featureCount: number;
  /** Sums that are made for a row: one a class, or one a target. */
  readonly groups: number;
  /** As the file says: 0 unless the objective is of several classes. */
  readonly classCount: number;
  readonly targetCount: number;
  readonly baseScore: BaseScore;
  /** Empty when it was trained without. */
  readonly featureNames: readonly string[];
  /** "q", "i", "float", "c" and others; empty when it was trained without. */
  readonly featureTypes: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
  /** Of early stopping. Predictions take all trees, as the library's own do unless told otherwise. */
  readonly bestIteration: number | undefined;
}

export interface XgboostObjective {
  /** Such as `binary:logistic`. */
  readonly name: string;
  /** All parameters that the file has for it, of whatever group. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Where sums begin. @see marginsOf */
export interface BaseScore {
  /** One for all groups, or one for each. */
  readonly values: Float32Array;
  /** Libraries before 1.0 wrote it as what sums begin with, later ones as what the model would answer. */
  readonly space: "margin" | "output";
}

export interface XgboostTrees {
  readonly kind: "trees";
  readonly trees: readonly XgboostTree[];
  /** The group that a tree adds to, by tree. */
  readonly treeInfo: Int32Array;
  /** What a tree's leaves are multiplied with, by tree; only of dart. */
  readonly weightDrop: Float32Array | undefined;
  /** Trees of one iteration and group. */
  readonly parallelTrees: number;
  /** What the codes of a categorical feature stood for in training, by feature; of 3.1 and later. */
  readonly categories: readonly XgboostCategories[];
}

/** undefined for a feature that is none, or whose file does not say. */
export type XgboostCategories = readonly string[] | Float64Array | undefined;

export interface XgboostLinear {
  readonly kind: "linear";
  /** `weights[feature * groups + group]`; biases are the last row. */
  readonly weights: Float32Array;
}

/**
 * One tree as columns by node; node 0 is the root. A row goes left when `x < condition` in float32, to
 * the default side when x is missing. Nodes that nothing leads to were pruned.
 */
export interface XgboostTree {
  /** -1 makes a node a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /** What is compared; of a leaf what it adds. */
  readonly condition: Float32Array;
  readonly defaultLeft: Uint8Array;
  readonly sumHessian: Float32Array;
  /** Undefined when no node is categorical. */
  readonly sets: XgboostSets | undefined;
}

/**
 * The categorical nodes of a tree: a member of the node's set goes right, anything else left, also what
 * is negative.
 */
export interface XgboostSets {
  /** By node: 1 when it is categorical. */
  readonly categorical: Uint8Array;
  /** By node: where its set begins, and how many members it has. */
  readonly start: Int32Array;
  readonly size: Int32Array;
  readonly members: Int32Array;
}
