/** sklearn.dummy: the same answer whatever is asked; also what gradient boosting starts with. @module */
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { PickleValue } from "../../../readers/pickle/values.ts";
import { isLabel } from "../../../readers/numpy/convert.ts";
import type { EstimatorImporter } from "../estimator.ts";

export interface DummyTarget {
  readonly classes: readonly Label[];
  /** Probability of each class. */
  readonly shares: Float64Array;
}

/** Older versions take whatever comes. */
function features(model: Field): number {
  const given = model.optional("n_features_in_")?.integer();
  return given ?? model.refuse("a model that says how many columns it takes, as a pipeline around it does", "none");
}

export const dummyClassifier: EstimatorImporter = {
  className: "DummyClassifier",
  features,
  predict: (model, _input, { builder }) => {
    const targets = targetsOf(model);
    const only = targets.length === 1 ? targets[0]! : undefined;
    return {
      kind: "classifier",
      classes: targets.map(({ classes }) => classes),
      predict: () => builder.constant(targets.map(({ shares }) => shares.indexOf(Math.max(...shares)))),
      ...(only === undefined ? {} : { probabilities: () => builder.constant(only.shares) }),
    };
  },
  detail: (model) => strategyOf(model).string(),
};

export const dummyRegressor: EstimatorImporter = {
  className: "DummyRegressor",
  features,
  predict: (model, _input, { builder }) => {
    const constant = model.array("constant_").data;
    return { kind: "regressor", isMatrix: constant.length > 1, predict: () => builder.constant(constant) };
  },
  detail: (model) => model.at("strategy").string(),
};

function strategyOf(model: Field): Field {
  return model.any("_strategy", "strategy");
}

/** Of each target. @throws ModelFileError for strategies that draw at random */
export function targetsOf(model: Field): readonly DummyTarget[] {
  const outputs = model.integer("n_outputs_");
  const of = (name: string): readonly Field[] => (outputs === 1 ? [model.at(name)] : model.list(name));
  const classes = of("classes_");
  const priors = of("class_prior_");
  if (classes.length !== priors.length) model.at("class_prior_").refuse(`those of ${classes.length} targets`);
  return classes.map((field, index) => {
    const labels = field.labels().map((label) => label ?? field.refuse("classes that are not None"));
    return { classes: labels, shares: sharesOf(model, priors[index]!, labels, index) };
  });
}

function sharesOf(model: Field, field: Field, classes: readonly Label[], target: number): Float64Array {
  const prior = field.array(undefined, { shape: [classes.length] }).data;
  const strategy = strategyOf(model);
  const name = strategy.string();
  if (name === "prior") return prior;
  if (name === "most_frequent") return only(prior.length, prior.indexOf(Math.max(...prior)));
  if (name !== "constant") {
    return strategy.refuse("prior, most_frequent or constant; what answers at random cannot be compiled", name);
  }
  const constant = model.at("constant");
  const given = isLabel(constant.value) ? constant.value : constant.list()[target]?.value;
  const at = classes.findIndex((label) => isSame(label, given));
  return at < 0 ? constant.refuse("one of the classes", "another") : only(prior.length, at);
}

function isSame(label: Label, given: PickleValue | undefined): boolean {
  return typeof label === "string" ? label === given : typeof given !== "string" && Number(label) === Number(given);
}

function only(length: number, at: number): Float64Array {
  const row = new Float64Array(length);
  row[at] = 1;
  return row;
}
