/** sklearn.feature_selection: columns that were chosen when the model was fitted. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { checked } from "../estimator.ts";
import { chosenByModel, chosenByTest } from "../selected-columns.ts";
import { Frame } from "../frame.ts";

type Chooser = (model: Field, width: number, importing: Importing) => readonly number[];

function selector(className: string, choose: Chooser, more: Partial<EstimatorImporter> = {}): EstimatorImporter {
  return {
    className,
    transform: (model, input, importing) => {
      const value = checked(importing, model, input, className !== "SelectKBest" && className !== "SelectPercentile");
      return Frame.ofValue(importing.builder, importing.builder.select(value, choose(model, input.width, importing)));
    },
    ...more,
  };
}

/** Columns whose flag in `support_` is set. */
const supported: Chooser = (model, width) => {
  const flags = model.integers("support_", { shape: [width] }).data;
  return Array.from(flags.keys()).filter((column) => flags[column] === 1);
};

const varied: Chooser = (model, width) => {
  const variances = model.array("variances_", { shape: [width] }).data;
  const threshold = model.number("threshold");
  return Array.from(variances.keys()).filter((column) => variances[column]! > threshold);
};

/** RFE and RFECV predict with the estimator that was fitted last. */
const eliminator: Partial<EstimatorImporter> = {
  predicts: (model, importing) => importing.predicts(model.object("estimator_")),
  predict: (model, input, importing) => {
    const frame = Frame.ofValue(
      importing.builder,
      importing.builder.select(input.value(), supported(model, input.width, importing)),
    );
    return {
      ...importing.predict(model.object("estimator_"), frame),
      transform: () => frame.value(),
    };
  },
  children: (model) => [{ role: "estimator_", model: model.object("estimator_") }],
};

const byScores: Partial<EstimatorImporter> = { features: (model) => model.ndarray("scores_", { dims: 1 }).length };

export const SELECTORS: readonly EstimatorImporter[] = [
  ...["SelectKBest", "SelectPercentile", "SelectFpr", "SelectFdr", "SelectFwe", "GenericUnivariateSelect"].map((name) =>
    selector(name, chosenByTest, byScores),
  ),
  selector("SelectFromModel", chosenByModel, {
    features: (model, importing) =>
      model.optional("n_features_in_")?.integer() ?? importing.features(model.any("estimator_", "estimator")),
  }),
  selector("RFE", supported, eliminator),
  selector("RFECV", supported, eliminator),
  selector("SequentialFeatureSelector", supported),
  selector("VarianceThreshold", varied, { features: (model) => model.ndarray("variances_", { dims: 1 }).length }),
];
