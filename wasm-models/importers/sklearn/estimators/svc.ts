/**
 * sklearn.svm.SVC and NuSVC: a decision for each pair of classes. Classes are predicted by votes, and
 * not by the largest probability, which is estimated apart; `decision_function` turns the votes into a
 * score a class unless it was told not to.
 * @see libsvm, svm_predict_values; Wu, Lin and Weng (2004)
 * @module
 */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { classesOf } from "../scores.ts";
import { describeSupport, kernelSums, slice, supportVectors } from "../support-vectors.ts";

/** With more classes the pairs outgrow everything else. */
const MAX_CLASSES = 1000;

export function svc(className: string): EstimatorImporter {
  return {
    className,
    features: (model) => model.optional("n_features_in_")?.integer() ?? model.tuple(2, "shape_fit_")[1]!.integer(),
    predict: (model, input, importing) => {
      const { builder } = importing;
      const classes = classesOf(model);
      const count = classes.length;
      if (count < 2 || count > MAX_CLASSES) model.at("classes_").refuse(`2 to ${MAX_CLASSES} classes`, String(count));
      const pairs = decisions(importing, model, checked(importing, model, input, false), count);
      const perClass = model.string("decision_function_shape") === "ovr" && count > 2;
      const breaksTies = model.optional("break_ties")?.boolean() === true && count > 2;
      if (breaksTies && !perClass) model.at("break_ties").refuse("False with decision_function_shape='ovo'", "True");
      const scores = (): Value => (perClass ? scoresOfPairs(importing, pairs, count) : pairs);
      const probabilityA = model.any("_probA", "probA_").array(undefined, { dims: 1 }).data;
      return {
        kind: "classifier",
        classes: [classes],
        predict: () =>
          builder.reduce(
            "argmax",
            breaksTies ? scores() : builder.add({ kind: "votes", input: pairs, classes: count }),
          ),
        decision: () => (count === 2 ? builder.unary("negate", pairs) : scores()),
        ...(probabilityA.length === 0
          ? {}
          : { probabilities: () => probabilities(importing, model, pairs, count, probabilityA) }),
      };
    },
    detail: (model) => `${classesOf(model).length} classes, ${describeSupport(model)}`,
  };
}

/** (0,1), (0,2), ... */
function pairsOf(classes: number): readonly (readonly [first: number, second: number])[] {
  return Array.from({ length: classes }, (_, i) => i).flatMap((i) =>
    Array.from({ length: classes - i - 1 }, (_, at) => [i, i + 1 + at] as const),
  );
}

/**
 * One column a pair, positive for the first of it. Vectors of a class have a coefficient for each other
 * class, in the order of these; a decision adds those of both sides.
 */
function decisions(importing: Importing, model: Field, input: Value, classes: number): Value {
  const { builder } = importing;
  const counts = model.any("_n_support", "n_support_").integers(undefined, { shape: [classes] }).data;
  const support = supportVectors(model, builder.width(input));
  if (support.coefficients.rows !== classes - 1) {
    model.at("_dual_coef_").refuse(`${classes - 1} rows`, String(support.coefficients.rows));
  }
  if (counts.some((count) => count < 0) || counts.reduce((sum, n) => sum + n, 0) !== support.vectors.rows) {
    model.refuse(`${support.vectors.rows} support vectors by class`, "another number of them");
  }
  let at = 0;
  const sides = builder.concat(
    Array.from(counts, (count) => kernelSums(importing, model, slice(support, at, (at += count)), input)),
  );
  const pairs = pairsOf(classes);
  const side = (own: number, other: number): number => own * (classes - 1) + (other > own ? other - 1 : other);
  const first = builder.select(
    sides,
    pairs.map(([i, j]) => side(i, j)),
  );
  const second = builder.select(
    sides,
    pairs.map(([i, j]) => side(j, i)),
  );
  const intercept = model.any("_intercept_", "intercept_").array(undefined, { shape: [pairs.length] }).data;
  return builder.binary("add", builder.binary("add", first, second), intercept);
}

/** Votes, and between equal votes the sum of the decisions, squeezed to less than a third. */
function scoresOfPairs({ builder }: Importing, pairs: Value, classes: number): Value {
  const order = pairsOf(classes);
  const against = builder.binary("lt", pairs, { scalar: 0 });
  const turned = new Float64Array(order.length * classes);
  order.forEach(([i, j], pair) => {
    turned[pair * classes + i] = -1;
    turned[pair * classes + j] = 1;
  });
  // A class is first in as many pairs as there are classes after it, and has these votes to lose.
  const most = Float64Array.from({ length: classes }, (_, i) => classes - 1 - i);
  const votes = builder.linear(against, turned, most);
  const sums = builder.linear(
    pairs,
    turned.map((weight) => -weight),
    new Float64Array(classes),
  );
  const size = builder.binary("add", builder.unary("absolute", sums), { scalar: 1 });
  return builder.binary("add", votes, builder.binary("divide", sums, builder.binary("multiply", size, { scalar: 3 })));
}

/** A sigmoid for each pair, coupled; two classes go the same way. */
function probabilities(
  { builder }: Importing,
  model: Field,
  pairs: Value,
  classes: number,
  slopes: Float64Array,
): Value {
  const width = builder.width(pairs);
  if (slopes.length !== width) model.refuse(`${width} sigmoids, one a pair`, String(slopes.length));
  const offsets = model.any("_probB", "probB_").array(undefined, { shape: [width] }).data;
  const shifted = builder.binary("add", builder.binary("multiply", pairs, slopes), offsets);
  const first = builder.unary("sigmoid", builder.unary("negate", shifted));
  return builder.add({ kind: "coupling", input: first, classes });
}
