/** sklearn.ensemble.VotingClassifier and VotingRegressor. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { byClass, codesOf, numbered, sharesOf, sumOf, voteOf } from "../member-classes.ts";
import { memberFeatures, memberTree, membersOf, weightsOf } from "../members.ts";
import { classesOf } from "../scores.ts";

function average(importing: Importing, model: Field, values: readonly Value[]): Value {
  const { builder } = importing;
  const weights = weightsOf(model);
  if (weights === undefined) return builder.binary("divide", sumOf(importing, values), { scalar: values.length });
  if (weights.length !== values.length) model.at("weights").refuse(`${values.length} numbers`, String(weights.length));
  const weighted = values.map((value, at) => builder.binary("multiply", value, { scalar: weights[at]! }));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return builder.binary("divide", sumOf(importing, weighted), { scalar: total });
}

/** Members know classes by their numbers. */
function soft(importing: Importing, model: Field, input: Frame, codes: readonly number[]): readonly Value[] {
  return membersOf(model).map((member) => sharesOf(importing, member, importing.predict(member, input), codes));
}

export const votingClassifier: EstimatorImporter = {
  className: "VotingClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const codes = numbered(classes);
    if (model.string("voting") === "soft") {
      const all = soft(importing, model, input, codes);
      const shares = average(importing, model, all);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => builder.reduce("argmax", shares),
        probabilities: () => shares,
        ...(model.boolean("flatten_transform") ? { transform: () => builder.concat(all) } : {}),
      };
    }
    const members = membersOf(model);
    const predictions = members.map((member) => importing.predict(member, input));
    const weights = weightsOf(model);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        const votes = members.map((member, at) =>
          voteOf(importing, member, predictions[at]!, codes, weights?.[at] ?? 1),
        );
        return builder.reduce("argmax", sumOf(importing, votes));
      },
      transform: () =>
        builder.concat(
          members.map((member, at) => {
            const known = codesOf(member, predictions[at]!.classes?.[0], codes);
            return byClass(importing, member, predictions[at]!, 1, (predicted) => [known[predicted]!]);
          }),
        ),
    };
  },
  ...memberTree,
};

export const votingRegressor: EstimatorImporter = {
  className: "VotingRegressor",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const all = membersOf(model).map((member) => importing.predict(member, input).predict());
    return {
      kind: "regressor",
      predict: () => average(importing, model, all),
      transform: () => builder.concat(all),
    };
  },
  ...memberTree,
};
