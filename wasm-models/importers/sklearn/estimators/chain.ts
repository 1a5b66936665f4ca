/** sklearn.multioutput.ClassifierChain and RegressorChain: each member also sees what those before it said. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing, Prediction } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { byClass, placesOf } from "../member-classes.ts";
import { memberFeatures, memberTree, membersOf } from "../members.ts";

/** Predictions by target, in the order of the answer. */
function chained(
  importing: Importing,
  model: Field,
  input: Frame,
  said: (member: Field, prediction: Prediction) => Value,
): readonly Prediction[] {
  const { builder } = importing;
  const members = membersOf(model);
  const order = model.integers("order_", { shape: [members.length] }).data;
  const places = placesOf(order, members.length);
  if (order.some((target) => target < 0) || places.includes(-1)) model.at("order_").refuse("every target once");
  let columns = checked(importing, model, input, false);
  const predictions = members.map((member) => {
    const prediction = importing.predict(member, Frame.ofValue(builder, columns));
    columns = builder.concat([columns, said(member, prediction)]);
    return prediction;
  });
  return members.map((_, target) => predictions[places[target]!]!);
}

/** One column of what a classifier answers to the method that the chain goes by. */
function saidBy(importing: Importing, method: string): (member: Field, prediction: Prediction) => Value {
  const { builder } = importing;
  return (member, prediction) => {
    const classes = prediction.classes?.[0] ?? member.refuse("a classifier", member.className);
    if (method === "predict") {
      const values = classes.map((label) =>
        typeof label === "string" ? member.refuse("classes that are numbers") : Number(label),
      );
      return byClass(importing, member, prediction, 1, (at) => [values[at]!]);
    }
    if (classes.length !== 2) member.refuse("2 classes", `${classes.length}`);
    const shares = method === "predict_proba" ? prediction.probabilities?.() : undefined;
    if (shares !== undefined) return builder.select(shares, [1]);
    return (
      (method === "decision_function" ? prediction.decision?.() : undefined) ?? member.refuse("a known method", method)
    );
  };
}

export const classifierChain: EstimatorImporter = {
  className: "ClassifierChain",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const method = model.optional("chain_method_")?.string() ?? "predict";
    const targets = chained(importing, model, input, saidBy(importing, method));
    const areBinary = targets.every(({ classes }) => classes?.[0]?.length === 2);
    const shares = areBinary ? targets.map(({ probabilities }) => probabilities) : [];
    const decisions = areBinary ? targets.map(({ decision }) => decision) : [];
    return {
      kind: "classifier",
      classes: targets.map(({ classes }) => classes![0]!),
      isMatrix: true,
      predict: () => builder.concat(targets.map((target) => target.predict())),
      ...(areBinary && shares.every((share) => share !== undefined)
        ? { probabilities: () => builder.concat(shares.map((share) => builder.select(share(), [1]))) }
        : {}),
      ...(areBinary && decisions.every((decision) => decision !== undefined)
        ? { decision: () => builder.concat(decisions.map((decision) => decision())) }
        : {}),
    };
  },
  features: memberFeatures,
  ...memberTree,
};

export const regressorChain: EstimatorImporter = {
  className: "RegressorChain",
  predict: (model, input, importing) => {
    const targets = chained(importing, model, input, (_, prediction) => prediction.predict());
    return {
      kind: "regressor",
      isMatrix: true,
      predict: () => importing.builder.concat(targets.map((target) => target.predict())),
    };
  },
  features: memberFeatures,
  ...memberTree,
};
