/** sklearn.multioutput.MultiOutputClassifier and MultiOutputRegressor: an estimator for each target. @module */
import type { EstimatorImporter } from "../estimator.ts";
import { memberFeatures, memberTree, membersOf } from "../members.ts";

export const multiOutputClassifier: EstimatorImporter = {
  className: "MultiOutputClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const members = membersOf(model);
    const predictions = members.map((member) => importing.predict(member, input));
    return {
      kind: "classifier",
      classes: predictions.map(({ classes }, at) => classes?.[0] ?? members[at]!.refuse("a classifier")),
      isMatrix: true,
      predict: () => importing.builder.concat(predictions.map((prediction) => prediction.predict())),
    };
  },
  ...memberTree,
};

export const multiOutputRegressor: EstimatorImporter = {
  className: "MultiOutputRegressor",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const predictions = membersOf(model).map((member) => importing.predict(member, input));
    return {
      kind: "regressor",
      isMatrix: true,
      predict: () => importing.builder.concat(predictions.map((prediction) => prediction.predict())),
    };
  },
  ...memberTree,
};
