/** sklearn.ensemble.StackingClassifier and StackingRegressor: what members answer is asked of another. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { byClass } from "../member-classes.ts";
import { memberFeatures, memberTree, membersOf } from "../members.ts";
import { classesOf } from "../scores.ts";

function answered(importing: Importing, member: Field, method: string, input: Frame, isBinary: boolean): Value {
  const { builder } = importing;
  const prediction = importing.predict(member, input);
  if (method === "predict_proba") {
    const shares = prediction.probabilities?.() ?? member.refuse("a classifier with probabilities", member.className);
    return isBinary ? builder.select(shares, [1]) : shares;
  }
  if (method === "decision_function") {
    return prediction.decision?.() ?? member.refuse("a classifier with a decision function", member.className);
  }
  if (method !== "predict") return member.refuse("predict, predict_proba or decision_function", method);
  const labels = prediction.classes;
  if (labels === undefined) return prediction.predict();
  if (labels.length > 1) return member.refuse("a classifier of one target", `${labels.length} targets`);
  const values = labels[0]!.map((label) =>
    typeof label === "string" ? member.refuse("classes that are numbers") : Number(label),
  );
  return byClass(importing, member, prediction, 1, (at) => [values[at]!]);
}

function stacked(importing: Importing, model: Field, input: Frame, isBinary: boolean): Frame {
  const members = membersOf(model);
  const methods = model.list("stack_method_").filter(({ isNone }) => !isNone);
  if (methods.length !== members.length) model.at("stack_method_").refuse(`those of ${members.length} estimators`);
  const parts = members.map((member, at) => answered(importing, member, methods[at]!.string(), input, isBinary));
  if (model.boolean("passthrough")) parts.push(input.value());
  return Frame.ofValue(importing.builder, importing.builder.concat(parts));
}

const shared: Pick<EstimatorImporter, "features" | "children" | "detail"> = {
  features: memberFeatures,
  children: (model) => [
    ...memberTree.children!(model),
    { role: "final_estimator_", model: model.object("final_estimator_") },
  ],
  detail: memberTree.detail!,
};

export const stackingClassifier: EstimatorImporter = {
  className: "StackingClassifier",
  predict: (model, input, importing) => {
    const classes = classesOf(model);
    const rows = stacked(importing, model, input, classes.length === 2);
    const last = model.object("final_estimator_");
    const final = importing.predict(last, rows);
    // The last one knows classes by their numbers.
    const labels = final.classes?.[0] ?? last.refuse("a classifier", last.className);
    const named = labels.map((code) => classes[Number(code)] ?? last.refuse("numbers of classes", String(code)));
    return { ...final, classes: [named], transform: () => rows.value() };
  },
  ...shared,
};

export const stackingRegressor: EstimatorImporter = {
  className: "StackingRegressor",
  predict: (model, input, importing) => {
    const rows = stacked(importing, model, input, false);
    const final = importing.predict(model.object("final_estimator_"), rows);
    return { ...final, transform: () => rows.value() };
  },
  ...shared,
};
