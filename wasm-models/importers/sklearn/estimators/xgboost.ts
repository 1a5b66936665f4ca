/** XGBoost's scikit-learn classes, and a Booster that was pickled as such. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Label } from "../../../ir/program.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { XgboostModel } from "../../../readers/xgboost/model.ts";
import { ruleOf } from "../../../readers/xgboost/objectives.ts";
import { readXgboost } from "../../../readers/xgboost/read.ts";
import { xgboostAnswer, xgboostColumns, xgboostMargins } from "../../xgboost.ts";
import type { EstimatorImporter, Importing, Prediction } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { sigmoid32, twoClasses } from "../links.ts";
import { checkColumns, isWholeRequest } from "../request-columns.ts";
import { classesOf } from "../scores.ts";

/** The booster's own bytes, in whatever format its version has. */
export function readBooster(booster: Field): XgboostModel {
  return readXgboost(booster.bytes("handle"));
}

/** The request's columns, or what came of them; a number that stands for nothing becomes NaN. */
function rowsOf(importing: Importing, model: Field, booster: XgboostModel, input: Frame): Value {
  const { builder } = importing;
  checkColumns(model, input, booster.featureCount);
  const known = booster.booster.kind === "trees" ? booster.booster.categories : [];
  const hasCategories = known.some((categories) => categories !== undefined);
  if (hasCategories && !isWholeRequest(importing, input)) model.refuse("numbers behind other steps", "categories");
  const rows = hasCategories ? xgboostColumns(builder, booster) : input.value();
  const missing = model.optional("missing")?.number() ?? Number.NaN;
  if (Number.isNaN(missing)) return rows;
  const row = new Float64Array(builder.width(rows)).fill(Number.NaN);
  const rounded = builder.unary("float32", rows);
  return builder.add({ kind: "replace", input: rounded, match: Math.fround(missing), row });
}

/** Up to the best one, when training found it; undefined for all. */
function iterationsOf(model: Field, booster: XgboostModel): number | undefined {
  if (booster.booster.kind === "linear") return undefined;
  const [major, minor] = booster.version;
  const isOld = major === 0 || (major === 1 && minor < 4);
  if (isOld && model.className === "XGBRanker") return undefined;
  const state = model.at("_Booster");
  // Old versions count trees of a class, of which random forests have several in an iteration.
  const trees = state.optional("best_ntree_limit")?.integer();
  if (trees !== undefined) return Math.ceil(trees / booster.booster.parallelTrees);
  const best = state.optional("best_iteration")?.integer() ?? booster.bestIteration;
  return best === undefined ? undefined : best + 1;
}

interface Asked {
  readonly booster: XgboostModel;
  readonly margin: Value;
  /** What the library answers, in float32. */
  readonly answer: Value;
}

function ask(importing: Importing, model: Field, input: Frame): Asked {
  const { builder } = importing;
  const booster = readBooster(model.object("_Booster"));
  const rows = rowsOf(importing, model, booster, input);
  const margin = xgboostMargins(builder, booster, rows, iterationsOf(model, booster));
  return { booster, margin, answer: answerOf(importing, booster, margin) };
}

/** In float32; a sigmoid step by step as the library does it, since 1 - p would show a last bit. */
function answerOf(importing: Importing, booster: XgboostModel, margin: Value): Value {
  if (ruleOf(booster.objective.name).link === "sigmoid") return sigmoid32(importing, margin);
  return importing.builder.unary("float32", xgboostAnswer(importing.builder, booster, margin));
}

/** Versions call them differently; the newest only count them. */
function labelsOf(model: Field): readonly Label[] {
  const encoder = model.optional("_le");
  if (encoder?.has("classes_") === true) return classesOf(encoder);
  if (model.has("classes_")) return classesOf(model);
  const count = model.integer("n_classes_");
  if (!(count >= 2 && count <= 1_000_000)) model.at("n_classes_").refuse("2 classes or more", String(count));
  return Array.from({ length: count }, (_, at) => at);
}

function classified(importing: Importing, model: Field, { booster, margin, answer }: Asked): Prediction {
  const { builder } = importing;
  const above = (): Value => builder.binary("lt", builder.constant([0.5]), answer);
  if (ruleOf(booster.objective.name).link === "argmax") {
    return {
      kind: "classifier",
      classes: [labelsOf(model)],
      isSingle: true,
      predict: () => answer,
      probabilities: () => builder.unary("float32", builder.softmax(margin)),
    };
  }
  const columns = builder.width(answer);
  if (columns > 1 && !booster.objective.name.startsWith("multi:")) {
    // Several labels at once.
    const classes = Array.from({ length: columns }, () => [0, 1]);
    return { kind: "classifier", classes, isMatrix: true, isSingle: true, predict: above, probabilities: () => answer };
  }
  const labels = labelsOf(model);
  if (labels.length !== Math.max(2, columns)) model.refuse(`${Math.max(2, columns)} classes`, String(labels.length));
  return {
    kind: "classifier",
    classes: [labels],
    isSingle: true,
    predict: () => (columns > 1 ? builder.reduce("argmax", answer) : above()),
    probabilities: () => (columns > 1 ? answer : builder.unary("float32", twoClasses(importing, answer))),
  };
}

/** @param kind "classifier" answers classes */
export function xgboostWrapper(className: string, kind: "classifier" | "regressor"): EstimatorImporter {
  return {
    className,
    features: (model) =>
      model.optional("n_features_in_")?.integer() ??
      model.optional("_features_count")?.integer() ??
      readBooster(model.object("_Booster")).featureCount,
    predict: (model, input, importing) => {
      const asked = ask(importing, model, input);
      if (kind === "classifier") return classified(importing, model, asked);
      return { kind, isMatrix: importing.builder.width(asked.answer) > 1, isSingle: true, predict: () => asked.answer };
    },
    detail: (model) => {
      const objective = model.optional("objective")?.value;
      return typeof objective === "string" ? objective : "default objective";
    },
  };
}

/** All trees, as Booster.predict does it. */
export function bareXgboost(importing: Importing, model: Field, input: Frame): Prediction {
  const { builder } = importing;
  const booster = readBooster(model);
  checkColumns(model, input, booster.featureCount);
  const rows = isWholeRequest(importing, input) ? xgboostColumns(builder, booster) : input.value();
  const answer = answerOf(importing, booster, xgboostMargins(builder, booster, rows));
  return { kind: "regressor", isMatrix: builder.width(answer) > 1, isSingle: true, predict: () => answer };
}
