/** sklearn.naive_bayes: log-likelihoods by class that are linear, quadratic or looked up. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { exp, log } from "../../../interpreter/math.ts";
import { readMatrix, transposed } from "../dense.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { posteriors } from "../posteriors.ts";
import { classesOf } from "../scores.ts";

/** Joint log-likelihood by class. */
type Joint = (importing: Importing, model: Field, input: Value, classes: number) => Value;

function naiveBayes(className: string, joint: Joint): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      const classes = classesOf(model);
      const scores = joint(importing, model, checked(importing, model, input, false), classes.length);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => importing.builder.reduce("argmax", scores),
        probabilities: () => posteriors(importing, scores),
      };
    },
    features: (model) => model.optional("n_features_in_")?.integer() ?? widthOf(model),
    detail: (model) => `${classesOf(model).length} classes`,
  };
}

/** Columns, where versions before 0.24 do not say. */
function widthOf(model: Field): number {
  const table = model.any("theta_", "feature_log_prob_");
  return table.ndarray().shape[1] ?? table.list().length;
}

/** log of a normal density with a mean and a variance for each column. */
function gaussian({ builder }: Importing, model: Field, input: Value, classes: number): Value {
  const shape = [classes, builder.width(input)];
  const centres = model.array("theta_", { shape }).data;
  const variances = model.any("var_", "sigma_").array(undefined, { shape }).data;
  const priors = model.array("class_prior_", { shape: [classes] }).data;
  const bias = priors.map((prior, row) => {
    const own = variances.subarray(row * shape[1]!, (row + 1) * shape[1]!);
    return log(prior) - 0.5 * own.reduce((sum, variance) => sum + log(2 * Math.PI * variance), 0);
  });
  const weights = variances.map((variance) => -0.5 / variance);
  return builder.add({ kind: "quadratic", input, centres, weights, bias });
}

function logarithms(model: Field, classes: number, width: number): Float64Array {
  return model.array("feature_log_prob_", { shape: [classes, width] }).data;
}

function linear({ builder }: Importing, input: Value, rows: Float64Array, added: Float64Array): Value {
  const weights = transposed({ rows: added.length, columns: builder.width(input), data: rows });
  const products = builder.linear(input, weights, new Float64Array(added.length));
  return builder.binary("add", products, added);
}

function priorsOf(model: Field, classes: number): Float64Array {
  return model.array("class_log_prior_", { shape: [classes] }).data;
}

function multinomial(importing: Importing, model: Field, input: Value, classes: number): Value {
  const rows = logarithms(model, classes, importing.builder.width(input));
  return linear(importing, input, rows, priorsOf(model, classes));
}

/** Priors count only where there is nothing to choose. */
function complement(importing: Importing, model: Field, input: Value, classes: number): Value {
  const rows = logarithms(model, classes, importing.builder.width(input));
  return linear(importing, input, rows, classes === 1 ? priorsOf(model, 1) : new Float64Array(classes));
}

/** What is not there counts too: the logarithms of both, and their difference for what is. */
function bernoulli(importing: Importing, model: Field, input: Value, classes: number): Value {
  const { builder } = importing;
  const width = builder.width(input);
  const threshold = model.optional("binarize")?.number();
  const ones = threshold === undefined ? input : builder.binary("lt", builder.constant([threshold]), input);
  const there = logarithms(model, classes, width);
  const absent = there.map((value) => log(1 - exp(value)));
  const added = priorsOf(model, classes).map(
    (prior, row) => prior + absent.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0),
  );
  return linear(
    importing,
    ones,
    there.map((value, at) => value - absent[at]!),
    added,
  );
}

/** One table a column; a value that training did not see is refused, as the library fails on it. */
function categorical({ builder }: Importing, model: Field, input: Value, classes: number): Value {
  const tables = model.list("feature_log_prob_").map(readMatrix);
  if (tables.length !== builder.width(input)) {
    model.at("feature_log_prob_").refuse(`tables of ${builder.width(input)} columns`, String(tables.length));
  }
  const sum = tables.reduce<Value | undefined>((total, table, column) => {
    if (table.rows !== classes) model.at("feature_log_prob_").refuse(`${classes} rows`, String(table.rows));
    const index = builder.select(input, [column]);
    const row = builder.add({ kind: "lookup", input: index, table: transposed(table), columns: classes });
    return total === undefined ? row : builder.binary("add", total, row);
  }, undefined);
  return builder.binary("add", sum ?? builder.constant(new Float64Array(classes)), priorsOf(model, classes));
}

export const NAIVE_BAYES: readonly EstimatorImporter[] = [
  naiveBayes("GaussianNB", gaussian),
  naiveBayes("MultinomialNB", multinomial),
  naiveBayes("ComplementNB", complement),
  naiveBayes("BernoulliNB", bernoulli),
  naiveBayes("CategoricalNB", categorical),
];
