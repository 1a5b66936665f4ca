/** LightGBM's scikit-learn classes, and a Booster that was pickled as such. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { LightgbmModel } from "../../../readers/lightgbm/model.ts";
import { readLightgbm } from "../../../readers/lightgbm/read.ts";
import { lightgbmColumns } from "../../lightgbm-columns.ts";
import { lightgbmAnswer, lightgbmScores } from "../../lightgbm.ts";
import type { EstimatorImporter, Importing, Prediction } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { twoClasses } from "../links.ts";
import { checkColumns, isWholeRequest } from "../request-columns.ts";

/** The booster's own text. */
export function readLightgbmBooster(booster: Field): LightgbmModel {
  const handle = booster.any("_handle", "handle");
  return readLightgbm(typeof handle.value === "string" ? new TextEncoder().encode(handle.value) : handle.bytes());
}

interface Asked {
  readonly scores: Value;
  readonly answer: Value;
}

/** What Booster.predict answers: up to the best iteration, when training found it. */
function ask(importing: Importing, model: Field, booster: Field, input: Frame): Asked {
  const { builder } = importing;
  const read = readLightgbmBooster(booster);
  checkColumns(model, input, read.featureCount);
  const hasCategories = (read.pandasCategories ?? []).length > 0;
  if (hasCategories && !isWholeRequest(importing, input)) model.refuse("numbers behind other steps", "categories");
  const rows = hasCategories ? lightgbmColumns(builder, read).input : input.value();
  const best = booster.optional("best_iteration")?.integer() ?? 0;
  const iterations = best > 0 ? best : undefined;
  const scores = lightgbmScores(builder, read, rows, iterations);
  return { scores, answer: lightgbmAnswer(builder, read, scores, iterations) };
}

function classified(importing: Importing, model: Field, { scores, answer }: Asked): Prediction {
  const { builder } = importing;
  const objective = model.optional("_objective");
  if (objective !== undefined && typeof objective.value !== "string") {
    objective.refuse("an objective of the library: sums of another one are no probabilities");
  }
  const field = model.any("_classes", "classes_");
  const classes = field.labels().map((label) => label ?? field.refuse("classes that are not None"));
  const columns = builder.width(answer);
  if (classes.length !== Math.max(2, columns)) field.refuse(`${Math.max(2, columns)} classes`, String(classes.length));
  const shares = columns > 1 ? answer : twoClasses(importing, answer);
  return {
    kind: "classifier",
    classes: [classes],
    predict: () => builder.reduce("argmax", shares),
    probabilities: () => shares,
    // 4.7 and later have a decision function, and are known by what else they keep.
    ...(model.has("_fitted_with_feature_names") ? { decision: () => scores } : {}),
  };
}

/** @param kind "classifier" answers classes */
export function lightgbmWrapper(className: string, kind: "classifier" | "regressor"): EstimatorImporter {
  return {
    className,
    features: (model) => model.any("_n_features", "_n_features_in", "n_features_in_").integer(),
    predict: (model, input, importing) => {
      const asked = ask(importing, model, model.object("_Booster"), input);
      if (kind === "classifier") return classified(importing, model, asked);
      const { answer } = asked;
      return { kind, isMatrix: importing.builder.width(answer) > 1, predict: () => answer };
    },
    detail: (model) => {
      const objective = model.optional("_objective")?.value;
      return typeof objective === "string" ? objective : "an objective of its own";
    },
  };
}

export function bareLightgbm(importing: Importing, model: Field, input: Frame): Prediction {
  const { answer } = ask(importing, model, model, input);
  return { kind: "regressor", isMatrix: importing.builder.width(answer) > 1, predict: () => answer };
}
