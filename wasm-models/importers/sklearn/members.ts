/** Estimators that an ensemble is made of. @module */
import type { Field } from "../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "./estimator.ts";

/** `estimators_`, at least one. Some versions leave "drop" among them. */
export function membersOf(model: Field): readonly Field[] {
  const members = model.list("estimators_").filter(({ value }) => value !== "drop");
  return members.length > 0 ? members : model.at("estimators_").refuse("estimators", "none");
}

/** For the printed tree: members by their names, or by their places. */
export const memberTree: Pick<EstimatorImporter, "children" | "detail"> = {
  children: (model) => {
    const names = namesOf(model);
    return membersOf(model).map((member, at) => ({ role: names[at] ?? `estimators_[${at}]`, model: member }));
  },
  detail: (model) => {
    const count = membersOf(model).length;
    return `${count} estimator${count === 1 ? "" : "s"}`;
  },
};

function namesOf(model: Field): readonly string[] {
  if (model.optional("estimators") === undefined || model.at("estimators").className !== "") return [];
  return model
    .named("estimators")
    .filter(({ object }) => object.value !== "drop" && !object.isNone)
    .map(({ name }) => name);
}

/** Columns of an ensemble that hands its rows to all members as they are. */
export function memberFeatures(model: Field, importing: Importing): number {
  const declared = model.optional("n_features_in_")?.integer();
  if (declared !== undefined) return declared;
  const members = membersOf(model);
  // A constant takes whatever comes.
  return importing.features(members.find(({ className }) => className !== "_ConstantPredictor") ?? members[0]!);
}

/** `weights` of the members that were not dropped; undefined when all count the same. */
export function weightsOf(model: Field): Float64Array | undefined {
  const given = model.optional("weights")?.array(undefined, { dims: 1 }).data;
  if (given === undefined) return undefined;
  const all = model.named("estimators");
  if (all.length !== given.length) model.at("weights").refuse(`${all.length} numbers`, String(given.length));
  return given.filter((_, at) => all[at]!.object.value !== "drop");
}
