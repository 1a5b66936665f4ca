/** sklearn.svm.SVR, NuSVR and OneClassSVM: one sum over support vectors. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { describeSupport, kernelSums, supportVectors } from "../support-vectors.ts";

function features(model: Field): number {
  return model.optional("n_features_in_")?.integer() ?? model.tuple(2, "shape_fit_")[1]!.integer();
}

function sumOf(importing: Importing, model: Field, input: Frame): Value {
  const support = supportVectors(model, input.width);
  if (support.coefficients.rows !== 1) model.refuse("one row of coefficients", String(support.coefficients.rows));
  const sums = kernelSums(importing, model, support, checked(importing, model, input, false));
  const intercept = model.any("_intercept_", "intercept_").array(undefined, { shape: [1] }).data;
  return importing.builder.binary("add", sums, intercept);
}

export function svr(className: string): EstimatorImporter {
  return {
    className,
    features,
    predict: (model, input, importing) => ({ kind: "regressor", predict: () => sumOf(importing, model, input) }),
    detail: describeSupport,
  };
}

/** 1 inside, -1 outside. */
export const oneClassSvm: EstimatorImporter = {
  className: "OneClassSVM",
  features,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const sum = sumOf(importing, model, input);
    return {
      kind: "outlier-detector",
      predict: () => {
        const inside = builder.binary("lt", builder.constant([0]), sum);
        return builder.binary("subtract", builder.binary("multiply", inside, { scalar: 2 }), { scalar: 1 });
      },
      decision: () => sum,
    };
  },
  detail: describeSupport,
};
