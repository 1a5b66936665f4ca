/** sklearn.decomposition: PCA and TruncatedSVD, projections on components. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { Frame } from "../frame.ts";

/** `components_`, one a row, as weights that take the input's columns. */
function weightsOf(model: Field, width: number): { readonly weights: Float64Array; readonly count: number } {
  const { shape, data } = model.array("components_", { shape: [-1, width] });
  const count = shape[0]!;
  const weights = new Float64Array(data.length);
  for (let o = 0; o < count; o++) for (let i = 0; i < width; i++) weights[i * count + o] = data[o * width + i]!;
  return { weights, count };
}

export function pca(className: string): EstimatorImporter {
  return {
    className,
    features: (model) => model.ndarray("components_", { dims: 2 }).shape[1]!,
    transform: (model, input, importing) => {
      const { builder } = importing;
      let value = checked(importing, model, input, false);
      const mean = model.optional("mean_");
      if (mean !== undefined)
        value = builder.binary("subtract", value, mean.array(undefined, { shape: [input.width] }).data);
      const { weights, count } = weightsOf(model, input.width);
      const projected = builder.linear(value, weights, new Float64Array(count));
      if (!model.boolean("whiten")) return Frame.ofValue(builder, projected);
      const variances = model.array("explained_variance_", { shape: [count] }).data;
      return Frame.ofValue(builder, builder.binary("divide", projected, variances.map(Math.sqrt)));
    },
    detail: (model) => `${model.ndarray("components_", { dims: 2 }).shape[0]} components`,
  };
}

export const truncatedSvd: EstimatorImporter = {
  className: "TruncatedSVD",
  features: (model) => model.ndarray("components_", { dims: 2 }).shape[1]!,
  transform: (model, input, importing) => {
    const { weights, count } = weightsOf(model, input.width);
    const value = checked(importing, model, input, false);
    return Frame.ofValue(importing.builder, importing.builder.linear(value, weights, new Float64Array(count)));
  },
  detail: (model) => `${model.ndarray("components_", { dims: 2 }).shape[0]} components`,
};
