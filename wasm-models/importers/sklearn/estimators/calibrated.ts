/** sklearn.calibration.CalibratedClassifierCV: the mean of classifiers with calibrated probabilities. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { calibrated, tempered } from "../calibrators.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { twoClasses } from "../links.ts";
import { codesOf, placesOf, sumOf } from "../member-classes.ts";
import { classesOf } from "../scores.ts";

function partsOf(model: Field): readonly Field[] {
  const parts = model.list("calibrated_classifiers_");
  return parts.length > 0 ? parts : model.at("calibrated_classifiers_").refuse("classifiers", "none");
}

function classifierOf(part: Field): Field {
  return part.any("estimator", "base_estimator").object();
}

/** Probabilities of one part. Scores are decisions when the classifier has them. */
function sharesOf(importing: Importing, model: Field, part: Field, input: Frame, classes: readonly Label[]): Value {
  const { builder } = importing;
  const classifier = classifierOf(part);
  const prediction = importing.predict(classifier, input);
  const isBinary = classes.length === 2;
  const decision = prediction.decision?.();
  const given = decision ?? prediction.probabilities?.() ?? classifier.refuse("scores", classifier.className);
  const scores = decision === undefined && isBinary ? builder.select(given, [1]) : given;
  const calibrators = part.any("calibrators", "calibrators_").list();
  if (part.optional("method")?.string() === "temperature") {
    // Classes are known by their numbers here.
    if (prediction.classes?.[0]?.length !== classes.length) classifier.refuse(`${classes.length} classes`, "others");
    return tempered(importing, calibrators[0] ?? part.refuse("a calibrator", "none"), scores, decision === undefined);
  }
  const codes = codesOf(classifier, prediction.classes?.[0], classes);
  if (codes.length !== classes.length && codes.length < 3) classifier.refuse("3 classes or more", `${codes.length}`);
  const count = isBinary ? 1 : codes.length;
  if (calibrators.length !== count || builder.width(scores) !== count) {
    part.refuse(`${count} scores and calibrators`, `${builder.width(scores)} and ${calibrators.length}`);
  }
  // scikit-learn before 1.5 runs with numpy 1 only.
  const single = prediction.isSingle === true && decision === undefined && isBefore(model, 1, 5);
  const columns = calibrators.map((calibrator, at) =>
    calibrated(importing, calibrator, builder.select(scores, [at]), single),
  );
  if (isBinary) return atMostOne(importing, twoClasses(importing, columns[0]!));
  const zero = builder.constant([0]);
  const places = placesOf(codes, classes.length);
  const all = builder.concat(Array.from(places, (at) => columns[at] ?? zero));
  const shares = builder.add({ kind: "normalise", input: all, norm: "sum" });
  // Where all are 0 none is likelier than another.
  const none = builder.binary("equal", builder.reduce("sum", all), { scalar: 0 });
  const even = builder.binary("multiply", none, { scalar: 1 / classes.length });
  return atMostOne(importing, builder.binary("add", shares, even));
}

function atMostOne({ builder }: Importing, shares: Value): Value {
  return builder.binary("min", shares, { scalar: 1 });
}

export const calibratedClassifier: EstimatorImporter = {
  className: "CalibratedClassifierCV",
  features: (model, importing) =>
    model.optional("n_features_in_")?.integer() ?? importing.features(classifierOf(partsOf(model)[0]!)),
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const parts = partsOf(model).map((part) => sharesOf(importing, model, part, input, classes));
    const shares = builder.binary("divide", sumOf(importing, parts), { scalar: parts.length });
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => builder.reduce("argmax", shares),
      probabilities: () => shares,
    };
  },
  children: (model) =>
    partsOf(model).map((part, at) => ({ role: `calibrated_classifiers_[${at}]`, model: classifierOf(part) })),
  detail: (model) => `${model.string("method")}, ${partsOf(model).length} classifiers`,
};

/** sklearn.frozen.FrozenEstimator: an estimator that is not fitted again. */
export const frozenEstimator: EstimatorImporter = {
  className: "FrozenEstimator",
  features: (model, importing) => importing.features(model.object("estimator")),
  predicts: (model, importing) => importing.predicts(model.object("estimator")),
  transform: (model, input, importing) => importing.transform(model.object("estimator"), input),
  predict: (model, input, importing) => importing.predict(model.object("estimator"), input),
  children: (model) => [{ role: "estimator", model: model.object("estimator") }],
};
