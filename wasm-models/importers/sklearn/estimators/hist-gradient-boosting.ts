/** sklearn.ensemble.HistGradientBoostingClassifier and Regressor. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { categoryBits, histForest } from "../hist-trees.ts";
import { fromSums } from "../links.ts";
import { classesOf, fromScores } from "../scores.ts";

/** Numbers of any kind, NaN and infinities among them. Since 1.4 categories are recoded and stand in front. */
function rowsOf(importing: Importing, model: Field, input: Frame): Value {
  const preprocessor = model.optional("_preprocessor");
  if (preprocessor === undefined) return input.value();
  const mask = model.integers("is_categorical_", { shape: [input.width] }).data;
  const columns = Array.from(mask.keys());
  const encoder = preprocessor.named("transformers_").find(({ name }) => name === "encoder");
  if (encoder === undefined) return preprocessor.refuse("an encoder of categories", "none");
  const codes = importing.transform(encoder.object, input.select(columns.filter((column) => mask[column] === 1)));
  const rest = input.select(columns.filter((column) => mask[column] === 0));
  return Frame.join(importing.builder, [codes, rest]).value();
}

/** Known categories by column of the rows that the trees take. */
function knownOf(model: Field): readonly (Uint32Array | undefined)[] {
  const mapper = model.any("_bin_mapper", "bin_mapper_");
  const mask = mapper.optional("is_categorical_")?.integers().data;
  if (mask === undefined) return [];
  const thresholds = mapper.list("bin_thresholds_");
  return Array.from(mask, (flag, column) => {
    if (flag === 0) return undefined;
    return categoryBits(thresholds[column] ?? mapper.at("bin_thresholds_").refuse("those of all columns", "fewer"));
  });
}

function predictorsOf(model: Field, groups: number): readonly Field[] {
  return model.list("_predictors").flatMap((iteration) => iteration.tuple(groups));
}

function sumsOf(importing: Importing, model: Field, input: Frame, groups: number): Value {
  const { builder } = importing;
  const given = model.at("_baseline_prediction");
  const base = typeof given.value === "number" ? Float64Array.of(given.value) : given.array().data;
  if (base.length !== groups) given.refuse(`${groups} numbers`, String(base.length));
  const predictors = predictorsOf(model, groups);
  if (predictors.length === 0) return builder.constant(base);
  return builder.trees(rowsOf(importing, model, input), histForest(predictors, groups, knownOf(model)), base);
}

function detail(model: Field): string {
  const trees = predictorsOf(model, model.integer("n_trees_per_iteration_"));
  const nodes = trees.reduce((sum, tree) => sum + tree.column("nodes", "left").ndarray().length, 0);
  return `${trees.length} trees, ${nodes} nodes`;
}

export const histGradientBoostingClassifier: EstimatorImporter = {
  className: "HistGradientBoostingClassifier",
  predict: (model, input, importing) => {
    const classes = classesOf(model);
    const sums = sumsOf(importing, model, input, classes.length <= 2 ? 1 : classes.length);
    const probabilities = (): Value => fromSums(importing, sums);
    return {
      kind: "classifier",
      classes: [classes],
      // Older versions compare probabilities, which may be equal where the sums are not.
      predict: () =>
        isBefore(model, 1, 5) ? importing.builder.reduce("argmax", probabilities()) : fromScores(importing, sums),
      decision: () => sums,
      probabilities,
    };
  },
  detail,
};

export const histGradientBoostingRegressor: EstimatorImporter = {
  className: "HistGradientBoostingRegressor",
  predict: (model, input, importing) => {
    const sums = sumsOf(importing, model, input, 1);
    const isLog = ["poisson", "gamma"].includes(model.string("loss"));
    return { kind: "regressor", predict: () => (isLog ? importing.builder.unary("exp", sums) : sums) };
  },
  detail,
};
