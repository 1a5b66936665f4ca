/** Which columns a selector chose, where the file does not say it outright. @module */
import type { Field } from "../../readers/pickle/fields.ts";
import { coefficients } from "./linear-scores.ts";

const columnsWhere = (flags: readonly boolean[]): readonly number[] =>
  flags.flatMap((flag, column) => (flag ? [column] : []));

/** Places of the values from the smallest to the largest; equals keep their order. */
function ascending(values: readonly number[]): readonly number[] {
  return values.map((_, at) => at).toSorted((a, b) => values[a]! - values[b]! || a - b);
}

/** Univariate tests: by `scores_` and `pvalues_`. */
export function chosenByTest(model: Field, width: number): readonly number[] {
  const shape = [width];
  const scores = Array.from(model.array("scores_", { shape }).data, (score) =>
    Number.isNaN(score) ? -Number.MAX_VALUE : score,
  );
  const pvalues = model.optional("pvalues_")?.array(undefined, { shape }).data ?? new Float64Array();
  const isGeneric = model.className === "GenericUnivariateSelect";
  const mode = isGeneric ? model.string("mode") : (MODES[model.className] ?? "");
  const parameter = (name: string): Field => (isGeneric ? model.at("param") : model.at(name));
  switch (mode) {
    case "k_best":
      return best(scores, parameter("k"));
    case "percentile":
      return percentile(scores, parameter("percentile").number());
    case "fpr":
      return columnsWhere(Array.from(pvalues, (p) => p < parameter("alpha").number()));
    case "fwe":
      return columnsWhere(Array.from(pvalues, (p) => p < parameter("alpha").number() / width));
    case "fdr":
      return byDiscovery(pvalues, parameter("alpha").number());
    default:
      return model.refuse("a known mode", mode);
  }
}

const MODES: Readonly<Record<string, string>> = {
  SelectKBest: "k_best",
  SelectPercentile: "percentile",
  SelectFpr: "fpr",
  SelectFwe: "fwe",
  SelectFdr: "fdr",
};

function best(scores: readonly number[], k: Field): readonly number[] {
  if (k.value === "all") return scores.map((_, column) => column);
  const count = k.integer();
  return count <= 0
    ? []
    : ascending(scores)
        .slice(-count)
        .toSorted((a, b) => a - b);
}

/** numpy's linear percentile, then as many of the equals as fit. */
function percentile(scores: readonly number[], share: number): readonly number[] {
  if (share >= 100) return scores.map((_, column) => column);
  if (share <= 0) return [];
  const threshold = quantile(scores, (100 - share) / 100);
  const flags = scores.map((score) => score > threshold);
  const ties = scores.flatMap((score, column) => (score === threshold ? [column] : []));
  const room = Math.trunc((scores.length * share) / 100) - flags.filter(Boolean).length;
  for (const column of ties.slice(0, Math.max(0, room))) flags[column] = true;
  return columnsWhere(flags);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** Benjamini and Hochberg. */
function byDiscovery(pvalues: Float64Array, alpha: number): readonly number[] {
  const sorted = pvalues.toSorted();
  let limit = -1;
  sorted.forEach((p, at) => {
    if (p <= (alpha / sorted.length) * (at + 1)) limit = p;
  });
  return limit < 0 ? [] : columnsWhere(Array.from(pvalues, (p) => p <= limit));
}

/** SelectFromModel: by the importances of the fitted estimator and a threshold. */
export function chosenByModel(model: Field, width: number): readonly number[] {
  const estimator = model.any("estimator_", "estimator");
  const importances = importancesOf(model, estimator, width);
  const threshold = thresholdOf(model, estimator, importances);
  const limit = model.optional("max_features_") ?? model.optional("max_features");
  const flags = importances.map(() => true);
  if (limit !== undefined) {
    const order = importances.map((_, at) => at).toSorted((a, b) => importances[b]! - importances[a]! || a - b);
    for (const column of order.slice(limit.integer())) flags[column] = false;
  }
  return columnsWhere(flags.map((flag, column) => flag && importances[column]! >= threshold));
}

function importancesOf(model: Field, estimator: Field, width: number): readonly number[] {
  if (estimator.has("coef_")) {
    const { shape, data } = coefficients(estimator);
    const order = model.optional("norm_order")?.number() ?? 1;
    const rows = shape.length === 1 ? 1 : shape[0]!;
    if (rows * width !== data.length) estimator.at("coef_").refuse(`coefficients of ${width} columns`);
    return Array.from({ length: width }, (_, column) => {
      const sizes = Array.from({ length: rows }, (_0, row) => Math.abs(data[row * width + column]!));
      if (rows === 1) return sizes[0]!;
      if (order === 1) return sizes.reduce((sum, size) => sum + size, 0);
      if (order === Infinity) return Math.max(...sizes);
      if (order === 2) return Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0));
      return model.at("norm_order").refuse("1, 2 or inf");
    });
  }
  if (estimator.has("estimators_")) return forestImportances(estimator, width);
  if (estimator.has("tree_")) return treeImportances(estimator.object("tree_"), width);
  return estimator.refuse("an estimator with coef_ or feature importances");
}

function forestImportances(estimator: Field, width: number): readonly number[] {
  const trees = estimator.list("estimators_").filter((tree) => tree.object("tree_").integer("node_count") > 1);
  const sums = Array.from({ length: width }, () => 0);
  for (const tree of trees) {
    treeImportances(tree.object("tree_"), width).forEach((value, column) => (sums[column]! += value));
  }
  const means = sums.map((sum) => sum / Math.max(1, trees.length));
  const total = means.reduce((sum, value) => sum + value, 0);
  return total === 0 ? means : means.map((value) => value / total);
}

/** How much each column lowered the impurity. */
function treeImportances(tree: Field, width: number): readonly number[] {
  const numbers = (name: string): Float64Array => tree.column("nodes", name).array().data;
  const [left, right, feature] = [numbers("left_child"), numbers("right_child"), numbers("feature")];
  const [impurity, weight] = [numbers("impurity"), numbers("weighted_n_node_samples")];
  const sums = Array.from({ length: width }, () => 0);
  const part = (node: number): number => (weight[node] ?? 0) * (impurity[node] ?? 0);
  for (let node = 0; node < left.length; node++) {
    if (left[node]! < 0 || !(feature[node]! < width)) continue;
    sums[feature[node]!]! += part(node) - part(left[node]!) - part(right[node]!);
  }
  const scaled = sums.map((sum) => sum / weight[0]!);
  const total = scaled.reduce((sum, value) => sum + value, 0);
  return total > 0 ? scaled.map((value) => value / total) : scaled;
}

/** `threshold`: a number, "mean", "median", or one of these times a number. */
function thresholdOf(model: Field, estimator: Field, importances: readonly number[]): number {
  const given = model.optional("threshold");
  if (given === undefined) {
    const isSparse = /Lasso/.test(estimator.className) || estimator.optional("penalty")?.value === "l1";
    return isSparse ? 1e-5 : mean(importances);
  }
  if (typeof given.value === "number") return given.value;
  const match = /^\s*(?:([\d.eE+-]+)\s*\*)?\s*(mean|median)\s*$/.exec(given.string());
  if (match === null) return given.refuse("mean, median, or a number times one of them");
  const base = match[2] === "mean" ? mean(importances) : quantile(importances, 0.5);
  return base * Number(match[1] ?? 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
