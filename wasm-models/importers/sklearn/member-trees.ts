/** Trees that an ensemble asks one by one, as one forest: one walk instead of an operation a tree. @module */
import type { Forest } from "../../ir/forest.ts";
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing } from "./estimator.ts";
import type { Frame } from "./frame.ts";
import { buildForest } from "./tree-columns.ts";
import type { LeafValues } from "./tree-columns.ts";
import { treeInput } from "./tree-models.ts";

const CLASSIFIERS: readonly string[] = ["DecisionTreeClassifier", "ExtraTreeClassifier"];
const REGRESSORS: readonly string[] = ["DecisionTreeRegressor", "ExtraTreeRegressor"];

/** Numbers in all leaves at most. */
const MAX_VALUES = 50_000_000;

export interface MemberTree {
  /** A `Tree`. */
  readonly tree: Field;
  /** The first column that its leaves are added to. */
  readonly target: number;
  /** What its columns are called in the rows; the same when left out. */
  readonly features?: Int32Array | undefined;
  readonly leaf: LeafValues;
}

/** Whether all are trees of one target. */
export function areTrees(members: readonly Field[], kind: "classifier" | "regressor"): boolean {
  const names = kind === "classifier" ? CLASSIFIERS : REGRESSORS;
  return members.every((member) => names.includes(member.className) && member.integer("n_outputs_") === 1);
}

/**
 * Sums of the trees' leaves.
 * @param arity numbers that each leaf gives
 * @param allows NaN and infinities, when scikit-learn does not look at the rows
 */
export function memberSums(
  importing: Importing,
  model: Field,
  members: readonly MemberTree[],
  input: Frame,
  { columns, arity, allows = "known" }: { columns: number; arity: number; allows?: "known" | "anything" },
): Value {
  const { builder } = importing;
  const nodes = members.reduce((sum, { tree }) => sum + tree.column("nodes", "left_child").ndarray().length, 0);
  if (!(nodes * arity <= MAX_VALUES)) model.refuse(`leaves of ${MAX_VALUES} numbers at most`, String(nodes * arity));
  const built = members.map(({ tree, target, leaf }) => buildForest([{ tree, target }], arity, leaf));
  const forest = joined(
    built.map((each, index) => ({ forest: each.forest, features: members[index]!.features })),
    model,
    input.width,
  );
  const allowsNaN = built.some((each) => each.allowsNaN);
  return builder.trees(
    rowsOf(importing, model, input, allows === "anything" ? allows : allowsNaN),
    forest,
    new Float64Array(columns),
  );
}

function rowsOf(importing: Importing, model: Field, input: Frame, allows: boolean | "anything"): Value {
  if (allows === "anything") return input.value();
  const rows = treeInput(importing, model, input);
  return allows ? rows : importing.builder.add({ kind: "check", input: rows, allowed: "finite", by: model.className });
}

/** Forests of scikit-learn's trees as one; these have no sets and no linear leaves. */
function joined(
  parts: readonly { readonly forest: Forest; readonly features: Int32Array | undefined }[],
  model: Field,
  width: number,
): Forest {
  const total = parts.reduce((sum, { forest }) => sum + forest.left.length, 0);
  const first = parts[0]!.forest;
  const result = {
    ...first,
    roots: new Int32Array(parts.length),
    targets: Int32Array.from(parts, ({ forest }) => forest.targets[0]!),
    left: new Int32Array(total),
    right: new Int32Array(total),
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    flags: new Uint8Array(total),
    values: new Float64Array(parts.reduce((sum, { forest }) => sum + forest.values.length, 0)),
  };
  let node = 0;
  let value = 0;
  parts.forEach(({ forest, features }, tree) => {
    const leaf = value / first.arity;
    result.roots[tree] = node;
    result.threshold.set(forest.threshold, node);
    result.flags.set(forest.flags, node);
    result.values.set(forest.values, value);
    for (let at = 0; at < forest.left.length; at++) {
      const isLeaf = forest.left[at]! < 0;
      result.left[node + at] = isLeaf ? forest.left[at]! - leaf : forest.left[at]! + node;
      if (isLeaf) continue;
      result.right[node + at] = forest.right[at]! + node;
      result.feature[node + at] = renamed(forest.feature[at]!, features, model, width);
    }
    node += forest.left.length;
    value += forest.values.length;
  });
  return result;
}

function renamed(feature: number, features: Int32Array | undefined, model: Field, width: number): number {
  const column = features === undefined ? feature : features[feature];
  if (column !== undefined && column >= 0 && column < width) return column;
  return model.at("estimators_").refuse(`columns below ${width}`, String(column ?? feature));
}
