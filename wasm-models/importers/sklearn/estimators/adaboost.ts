/** sklearn.ensemble.AdaBoostClassifier and AdaBoostRegressor: weighted votes, weighted medians. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked, isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { classCodes, labelledBy } from "../member-classes.ts";
import { areTrees, memberSums } from "../member-trees.ts";
import { classesOf, fromScores } from "../scores.ts";
import { classShares } from "../tree-columns.ts";

const EPSILON = 2 ** -52;

interface Members {
  readonly models: readonly Field[];
  readonly weights: Float64Array;
}

function membersOf(model: Field): Members {
  const models = model.list("estimators_");
  if (models.length === 0) model.at("estimators_").refuse("estimators", "none");
  const weights = model.array("estimator_weights_", { dims: 1 }).data;
  if (weights.length < models.length) model.at("estimator_weights_").refuse(`${models.length} numbers or more`);
  return { models, weights };
}

/** Of the rows, before the members look at them. */
function rowsOf(importing: Importing, model: Field, input: Frame): Frame {
  return Frame.ofValue(importing.builder, checked(importing, model, input, false));
}

/** What a member's vote for one class adds to all, by version. */
function votesOf(model: Field, classes: number): (voted: number, weight: number) => Float64Array {
  const against = isBefore(model, 1, 3) ? 0 : -1 / (classes - 1);
  return (voted, weight) => Float64Array.from({ length: classes }, (_, at) => (at === voted ? weight : against * weight));
}

function samme(importing: Importing, model: Field, input: Frame, classes: readonly Label[]): Value {
  const { builder } = importing;
  const { models, weights } = membersOf(model);
  const votes = votesOf(model, classes.length);
  const codes = models.map((member) => classCodes(member, classes));
  if (areTrees(models, "classifier")) {
    const members = models.map((member, index) => ({
      tree: member.object("tree_"),
      target: 0,
      leaf: (values: Float64Array) => votes(codes[index]![values.indexOf(Math.max(...values))] ?? -1, weights[index]!),
    }));
    return memberSums(importing, model, members, input, { columns: classes.length, arity: classes.length });
  }
  return models
    .map((member, index) => {
      const table = Array.from(codes[index]!, (voted) => Array.from(votes(voted, weights[index]!))).flat();
      const vote = importing.predict(member, input).predict();
      return builder.add({ kind: "lookup", input: vote, table: Float64Array.from(table), columns: classes.length });
    })
    .reduce((sum, value) => builder.binary("add", sum, value));
}

/** Logarithms of probabilities less their mean. */
function sammeR(importing: Importing, model: Field, input: Frame, classes: readonly Label[]): Value {
  const { builder } = importing;
  const { models } = membersOf(model);
  const count = classes.length;
  for (const member of models) labelledBy(member, classes);
  if (areTrees(models, "classifier")) {
    const leaf = (values: Float64Array): Float64Array => {
      const logs = Float64Array.from(classShares(values, 1, count), (share) => Math.log(Math.max(share, EPSILON)));
      const mean = (1 / count) * logs.reduce((sum, log) => sum + log, 0);
      return logs.map((log) => (count - 1) * (log - mean));
    };
    const members = models.map((member) => ({ tree: member.object("tree_"), target: 0, leaf }));
    return memberSums(importing, model, members, input, { columns: count, arity: count });
  }
  return models
    .map((member) => {
      const given = importing.predict(member, input).probabilities?.();
      const shares = given ?? member.refuse("an estimator with probabilities", member.className);
      const logs = builder.unary("log", builder.binary("max", shares, { scalar: EPSILON }));
      const mean = builder.binary("multiply", builder.reduce("sum", logs), { scalar: 1 / count });
      return builder.binary("multiply", builder.binary("subtract", logs, mean), { scalar: count - 1 });
    })
    .reduce((sum, value) => builder.binary("add", sum, value));
}

export const adaBoostClassifier: EstimatorImporter = {
  className: "AdaBoostClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    if (classes.length < 2) model.at("classes_").refuse("2 classes or more", "1");
    const rows = rowsOf(importing, model, input);
    const isReal = model.optional("algorithm")?.value === "SAMME.R";
    const sums = (isReal ? sammeR : samme)(importing, model, rows, classes);
    const total = membersOf(model).weights.reduce((sum, weight) => sum + weight, 0);
    const shares = builder.binary("divide", sums, { scalar: total });
    const isBinary = classes.length === 2;
    const decision = isBinary ? builder.linear(shares, Float64Array.of(-1, 1), [0]) : shares;
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => fromScores(importing, decision),
      decision: () => decision,
      probabilities: () => {
        if (!isBinary) return builder.softmax(builder.binary("divide", decision, { scalar: classes.length - 1 }));
        const both = builder.concat([builder.unary("negate", decision), decision]);
        return builder.softmax(builder.binary("divide", both, { scalar: 2 }));
      },
    };
  },
  children: (model) => model.list("estimators_").map((member, index) => ({ role: `estimators_[${index}]`, model: member })),
  detail: (model) => `${model.list("estimators_").length} estimators`,
};

export const adaBoostRegressor: EstimatorImporter = {
  className: "AdaBoostRegressor",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const { models, weights } = membersOf(model);
    const rows = rowsOf(importing, model, input);
    const columns = models.length;
    const predictions = areTrees(models, "regressor")
      ? memberSums(
          importing,
          model,
          models.map((member, target) => ({ tree: member.object("tree_"), target, leaf: (values) => values })),
          rows,
          { columns, arity: 1 },
        )
      : builder.concat(models.map((member) => importing.predict(member, rows).predict()));
    const median = builder.add({ kind: "weighted-median", input: predictions, weights: weights.slice(0, columns) });
    return { kind: "regressor", predict: () => median };
  },
  children: (model) => model.list("estimators_").map((member, index) => ({ role: `estimators_[${index}]`, model: member })),
  detail: (model) => `${model.list("estimators_").length} estimators`,
};
