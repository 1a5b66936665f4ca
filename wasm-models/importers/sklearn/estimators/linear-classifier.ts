/**
 * Linear classifiers that take the class of the largest score: LinearSVC, SGDClassifier, Perceptron,
 * PassiveAggressiveClassifier, RidgeClassifier.
 * @module
 */
import type { Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { linearFeatures } from "../linear-features.ts";
import { coefficients, linearScores } from "../linear-scores.ts";
import { checkScores } from "../posteriors.ts";
import { classesOf, fromScores } from "../scores.ts";

/** Probabilities by class from scores; undefined when the model has none. */
type ToProbabilities = (importing: Importing, model: Field, scores: Value) => (() => Value) | undefined;

function linear(className: string, toProbabilities?: ToProbabilities): EstimatorImporter {
  return {
    className,
    features: linearFeatures,
    predict: (model, input, importing) => {
      const scores = linearScores(importing, model, checked(importing, model, input, false));
      const classes = classesOf(model);
      checkScores(importing, model, classes, scores);
      const probabilities = toProbabilities?.(importing, model, scores);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => fromScores(importing, scores),
        decision: () => scores,
        ...(probabilities === undefined ? {} : { probabilities }),
      };
    },
    detail: (model) => `${classesOf(model).length} classes, ${coefficients(model).data.length} coefficients`,
  };
}

/** Sigmoids, or the clipped line of the modified Huber loss; other losses have no probabilities. */
function sgdProbabilities(importing: Importing, model: Field, scores: Value): (() => Value) | undefined {
  const { builder } = importing;
  const loss = model.string("loss");
  if (loss === "log" || loss === "log_loss") return () => shares(importing, builder.unary("sigmoid", scores), (p) => p);
  if (loss !== "modified_huber") return undefined;
  return () => {
    const clipped = builder.binary("min", builder.binary("max", scores, { scalar: -1 }), { scalar: 1 });
    const halves = builder.binary("divide", builder.binary("add", clipped, { scalar: 1 }), { scalar: 2 });
    // Where no class has any, all have the same.
    return shares(importing, halves, (p) =>
      builder.binary("add", p, builder.binary("equal", builder.reduce("sum", p), { scalar: 0 })),
    );
  };
}

function shares({ builder }: Importing, each: Value, rescue: (each: Value) => Value): Value {
  if (builder.width(each) > 1) return builder.add({ kind: "normalise", input: rescue(each), norm: "sum" });
  return builder.concat([builder.binary("subtract", builder.constant([1]), each), each]);
}

/** Classes are those of its label binarizer; several labels of a row are decided one by one. */
function ridge(className: string): EstimatorImporter {
  const classesOfRidge = (model: Field): readonly Label[] => classesOf(model.at("_label_binarizer"));
  return {
    className,
    features: linearFeatures,
    predict: (model, input, importing) => {
      const scores = linearScores(importing, model, checked(importing, model, input, false));
      const kind = model.at("_label_binarizer").string("y_type_");
      if (kind.startsWith("multilabel")) {
        return {
          kind: "classifier",
          isMatrix: true,
          classes: Array.from({ length: importing.builder.width(scores) }, () => [0, 1]),
          predict: () => importing.builder.binary("lt", importing.builder.constant([0]), scores),
          decision: () => scores,
        };
      }
      const classes = classesOfRidge(model);
      checkScores(importing, model, classes, scores);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => fromScores(importing, scores),
        decision: () => scores,
      };
    },
    detail: (model) => `${classesOfRidge(model).length} classes, ${coefficients(model).data.length} coefficients`,
  };
}

export const LINEAR_CLASSIFIERS: readonly EstimatorImporter[] = [
  linear("LinearSVC"),
  linear("SGDClassifier", sgdProbabilities),
  linear("Perceptron"),
  linear("PassiveAggressiveClassifier"),
  ridge("RidgeClassifier"),
  ridge("RidgeClassifierCV"),
];
