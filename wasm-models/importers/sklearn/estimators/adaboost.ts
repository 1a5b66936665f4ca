/** sklearn.ensemble.AdaBoostClassifier and AdaBoostRegressor: weighted votes, weighted medians. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked, isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { byClass, classCodes, codesOf, sharesOf, sumOf } from "../member-classes.ts";
import { memberTree, membersOf } from "../members.ts";
import { areTrees, memberSums } from "../member-trees.ts";
import { classesOf, fromScores } from "../scores.ts";
import { classShares } from "../tree-columns.ts";

const EPSILON = 2 ** -52;

interface Members {
  readonly models: readonly Field[];
  readonly weights: Float64Array;
}

function weightedOf(model: Field): Members {
  const models = membersOf(model);
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
  return (voted, weight) =>
    Float64Array.from({ length: classes }, (_, at) => (at === voted ? weight : against * weight));
}

function samme(importing: Importing, model: Field, input: Frame, classes: readonly Label[]): Value {
  const { models, weights } = weightedOf(model);
  const votes = votesOf(model, classes.length);
  if (areTrees(models, "classifier")) {
    const members = models.map((member, index) => {
      const codes = classCodes(member, classes);
      const leaf = (values: Float64Array): Float64Array =>
        votes(codes[values.indexOf(Math.max(...values))] ?? -1, weights[index]!);
      return { tree: member.object("tree_"), target: 0, leaf };
    });
    return memberSums(importing, model, members, input, { columns: classes.length, arity: classes.length });
  }
  return sumOf(
    importing,
    models.map((member, index) => {
      const prediction = importing.predict(member, input);
      const codes = codesOf(member, prediction.classes?.[0], classes);
      return byClass(importing, member, prediction, classes.length, (at) => votes(codes[at]!, weights[index]!));
    }),
  );
}

/** Logarithms of probabilities less their mean. */
function sammeR(importing: Importing, model: Field, input: Frame, classes: readonly Label[]): Value {
  const { builder } = importing;
  const models = membersOf(model);
  const count = classes.length;
  if (areTrees(models, "classifier")) {
    const leaf = (values: Float64Array): Float64Array => {
      if (values.length !== count)
        return model.at("estimators_").refuse(`trees of ${count} classes`, String(values.length));
      const logs = Float64Array.from(classShares(values, 1, count), (share) => Math.log(Math.max(share, EPSILON)));
      const mean = (1 / count) * logs.reduce((sum, log) => sum + log, 0);
      return logs.map((log) => (count - 1) * (log - mean));
    };
    const members = models.map((member) => ({ tree: member.object("tree_"), target: 0, leaf }));
    return memberSums(importing, model, members, input, { columns: count, arity: count });
  }
  return sumOf(
    importing,
    models.map((member) => {
      const shares = sharesOf(importing, member, importing.predict(member, input), classes);
      const logs = builder.unary("log", builder.binary("max", shares, { scalar: EPSILON }));
      const mean = builder.binary("multiply", builder.reduce("sum", logs), { scalar: 1 / count });
      return builder.binary("multiply", builder.binary("subtract", logs, mean), { scalar: count - 1 });
    }),
  );
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
    const total = weightedOf(model).weights.reduce((sum, weight) => sum + weight, 0);
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
  ...memberTree,
};

export const adaBoostRegressor: EstimatorImporter = {
  className: "AdaBoostRegressor",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const { models, weights } = weightedOf(model);
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
  ...memberTree,
};
