/**
 * sklearn.ensemble.GradientBoostingClassifier and Regressor: what a starting model says, then tree by
 * tree its leaves times the learning rate.
 * @module
 */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { classifierStart, regressorStart } from "../boosting-start.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { fromSums } from "../links.ts";
import { classesOf } from "../scores.ts";
import { buildForest } from "../tree-columns.ts";
import { treeInput } from "../tree-models.ts";

function treesOf(model: Field): readonly Field[] {
  const trees = model.list("estimators_");
  return trees.length > 0 ? trees : model.at("estimators_").refuse("trees", "none");
}

function rowsOf(importing: Importing, model: Field, input: Frame): Value {
  const rows = treeInput(importing, model, input);
  return importing.builder.add({ kind: "check", input: rows, allowed: "finite", by: model.className });
}

/** @param start of each sum; tree i adds to sum `i % groups` */
function sumsOf({ builder }: Importing, model: Field, rows: Value, groups: number, start: Float64Array | Value): Value {
  const rate = model.number("learning_rate");
  const parts = treesOf(model).map((tree, index) => ({ tree: tree.object("tree_"), target: index % groups }));
  const { forest } = buildForest(parts, 1, (values) => [rate * values[0]!]);
  if (start instanceof Float64Array) return builder.trees(rows, forest, start);
  return builder.binary("add", start, builder.trees(rows, forest, new Float64Array(groups)));
}

function detail(model: Field): string {
  const trees = treesOf(model);
  const nodes = trees.reduce((sum, tree) => sum + tree.at("tree_").integer("node_count"), 0);
  return `${trees.length} trees, ${nodes} nodes`;
}

export const gradientBoostingClassifier: EstimatorImporter = {
  className: "GradientBoostingClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const groups = classes.length === 2 ? 1 : classes.length;
    const rows = rowsOf(importing, model, input);
    const sums = sumsOf(importing, model, rows, groups, classifierStart(importing, model, rows, groups));
    const isExponential = model.string("loss") === "exponential";
    const scaled = isExponential ? builder.binary("multiply", sums, { scalar: 2 }) : sums;
    const probabilities = (): Value => fromSums(importing, scaled);
    // Older versions compare probabilities, which may be equal where the sums are not.
    const byProbability = isBefore(model, 1, 4) && !isExponential;
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        if (byProbability) return builder.reduce("argmax", probabilities());
        return groups > 1 ? builder.reduce("argmax", sums) : builder.binary("le", builder.constant([0]), sums);
      },
      decision: () => sums,
      probabilities,
    };
  },
  detail,
};

export const gradientBoostingRegressor: EstimatorImporter = {
  className: "GradientBoostingRegressor",
  predict: (model, input, importing) => {
    const rows = rowsOf(importing, model, input);
    const sums = sumsOf(importing, model, rows, 1, regressorStart(importing, model, rows));
    return { kind: "regressor", predict: () => sums };
  },
  detail,
};
