/**
 * What an XGBoost model answers, slowly and straight from the structure that was read: proof that nothing
 * was lost on the way.
 * @module
 */
import { addsBaseLast, marginsOf } from "../../../../wasm-models/readers/xgboost/margins.ts";
import type { XgboostModel, XgboostTree } from "../../../../wasm-models/readers/xgboost/model.ts";
import { ruleOf } from "../../../../wasm-models/readers/xgboost/objectives.ts";

/** Sums of one row, by group, in float32 and in the library's order. */
export function margins(model: XgboostModel, row: Float64Array): Float32Array {
  const sums = marginsOf(model);
  const { booster } = model;
  if (booster.kind === "linear") {
    for (let group = 0; group < sums.length; group++) {
      let sum = Math.fround(sums[group]! + booster.weights[model.featureCount * model.groups + group]!);
      for (let feature = 0; feature < model.featureCount; feature++) {
        const x = Math.fround(row[feature]!);
        if (Number.isNaN(x)) continue;
        sum = Math.fround(sum + Math.fround(x * booster.weights[feature * model.groups + group]!));
      }
      sums[group] = sum;
    }
    return sums;
  }
  const base = sums.slice();
  const last = addsBaseLast(model);
  if (last) sums.fill(0);
  booster.trees.forEach((tree, index) => {
    const leaf = tree.condition[leafOf(tree, row)]!;
    const group = booster.treeInfo[index]!;
    const weight = booster.weightDrop?.[index] ?? 1;
    sums[group] = sums[group]! + Math.fround(leaf * weight);
  });
  if (last) for (let group = 0; group < sums.length; group++) sums[group] = base[group]! + sums[group]!;
  return sums;
}

/** The node that each tree ends in. */
export function leaves(model: XgboostModel, row: Float64Array): number[] {
  return model.booster.kind === "linear" ? [] : model.booster.trees.map((tree) => leafOf(tree, row));
}

function leafOf(tree: XgboostTree, row: Float64Array): number {
  let node = 0;
  while (tree.left[node] !== -1) node = goesLeft(tree, node, row) ? tree.left[node]! : tree.right[node]!;
  return node;
}

function goesLeft(tree: XgboostTree, node: number, row: Float64Array): boolean {
  const feature = tree.feature[node]!;
  const x = feature < row.length ? Math.fround(row[feature]!) : Number.NaN;
  if (Number.isNaN(x)) return tree.defaultLeft[node] === 1;
  if (tree.sets?.categorical[node] !== 1) return x < tree.condition[node]!;
  const start = tree.sets.start[node]!;
  const members = tree.sets.members.subarray(start, start + tree.sets.size[node]!);
  return x < 0 || !members.includes(Math.trunc(x));
}

/** What the library's `predict` answers for a row of sums. */
export function answer(model: XgboostModel, sums: Float32Array): number[] {
  const values = [...sums];
  switch (ruleOf(model.objective.name).link) {
    case "identity":
      return values;
    case "sigmoid":
      return values.map((sum) => 1 / (1 + Math.exp(-sum)));
    case "exp":
      return values.map(Math.exp);
    case "hinge":
      return values.map((sum) => (sum > 0 ? 1 : 0));
    case "argmax":
      return [values.indexOf(Math.max(...values))];
    case "softmax": {
      const powers = values.map((sum) => Math.exp(sum - Math.max(...values)));
      const total = powers.reduce((all, power) => all + power, 0);
      return powers.map((power) => power / total);
    }
  }
}
