/** sklearn.ensemble.BaggingClassifier and BaggingRegressor: the mean of members that saw some columns each. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing, Prediction } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { classCodes, numbered, sharesOf, sumOf, voteOf } from "../member-classes.ts";
import { areTrees, memberSums } from "../member-trees.ts";
import { memberTree, membersOf } from "../members.ts";
import { classesOf } from "../scores.ts";
import { classShares } from "../tree-columns.ts";

/** Columns of all members together at most. */
const MAX_COLUMNS = 20_000_000;

interface Member {
  readonly model: Field;
  readonly features: Int32Array;
}

function bagsOf(model: Field, width: number): readonly Member[] {
  const members = membersOf(model);
  const features = model.list("estimators_features_");
  if (features.length !== members.length)
    model.at("estimators_features_").refuse(`those of ${members.length} estimators`);
  let total = 0;
  return members.map((member, at) => {
    const chosen = features[at]!.integers(undefined, { dims: 1 }).data;
    total += chosen.length;
    if (total > MAX_COLUMNS) model.at("estimators_features_").refuse(`at most ${MAX_COLUMNS} columns of all`, "more");
    const outside = chosen.find((column) => column < 0 || column >= width);
    if (outside !== undefined) features[at]!.refuse(`columns of 0 to ${width - 1}`, String(outside));
    return { model: member, features: chosen };
  });
}

function ask(importing: Importing, { model, features }: Member, input: Frame): Prediction {
  const isAll = features.length === input.width && features.every((column, at) => column === at);
  return importing.predict(model, isAll ? input : input.select(Array.from(features)));
}

/** Sums of the members' probabilities, or of their votes. Members know classes by their numbers. */
function sharesSum(importing: Importing, model: Field, input: Frame, codes: readonly number[]): Value {
  const bags = bagsOf(model, input.width);
  if (!areTrees(membersOf(model), "classifier")) {
    return sumOf(
      importing,
      bags.map((bag) => {
        const prediction = ask(importing, bag, input);
        if (prediction.probabilities === undefined) return voteOf(importing, bag.model, prediction, codes, 1);
        return sharesOf(importing, bag.model, prediction, codes);
      }),
    );
  }
  const members = bags.map(({ model: member, features }) => {
    const known = classCodes(member, codes);
    const leaf = (values: Float64Array): Float64Array => {
      const row = new Float64Array(codes.length);
      const shares = classShares(values, 1, known.length);
      known.forEach((code, at) => (row[code] = shares[at]!));
      return row;
    };
    return { tree: member.object("tree_"), target: 0, features, leaf };
  });
  return memberSums(importing, model, members, input, { columns: codes.length, arity: codes.length });
}

export const baggingClassifier: EstimatorImporter = {
  className: "BaggingClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const members = membersOf(model);
    const sum = sharesSum(importing, model, input, numbered(classes));
    const shares = builder.binary("divide", sum, { scalar: members.length });
    const decisions = areTrees(members, "classifier")
      ? []
      : bagsOf(model, input.width).map((bag) => ask(importing, bag, input).decision);
    const asked = decisions.filter((decision) => decision !== undefined);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => builder.reduce("argmax", shares),
      probabilities: () => shares,
      ...(asked.length === members.length
        ? {
            decision: () => {
              const total = sumOf(
                importing,
                asked.map((decision) => decision()),
              );
              return builder.binary("divide", total, { scalar: members.length });
            },
          }
        : {}),
    };
  },
  ...memberTree,
};

export const baggingRegressor: EstimatorImporter = {
  className: "BaggingRegressor",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const bags = bagsOf(model, input.width);
    const sum = areTrees(membersOf(model), "regressor")
      ? memberSums(
          importing,
          model,
          bags.map(({ model: member, features }) => ({
            tree: member.object("tree_"),
            target: 0,
            features,
            leaf: (values: Float64Array) => values,
          })),
          input,
          { columns: 1, arity: 1 },
        )
      : sumOf(
          importing,
          bags.map((bag) => ask(importing, bag, input).predict()),
        );
    const mean = builder.binary("divide", sum, { scalar: bags.length });
    return { kind: "regressor", isMatrix: builder.width(mean) > 1, predict: () => mean };
  },
  ...memberTree,
};
