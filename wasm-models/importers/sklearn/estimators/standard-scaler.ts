/** sklearn.preprocessing.StandardScaler: (x - mean) / scale. @module */
import type { EstimatorImporter } from "../estimator.ts";
import { checked } from "../estimator.ts";
import { Frame } from "../frame.ts";

export const standardScaler: EstimatorImporter = {
  className: "StandardScaler",
  transform: (model, input, importing) => {
    const { builder } = importing;
    const shape = [input.width];
    let value = checked(importing, model, input, true);
    const mean = model.optional("mean_");
    const scale = model.optional("scale_");
    if (model.boolean("with_mean") && mean !== undefined)
      value = builder.binary("subtract", value, mean.array(undefined, { shape }).data);
    if (model.boolean("with_std") && scale !== undefined)
      value = builder.binary("divide", value, scale.array(undefined, { shape }).data);
    return Frame.ofValue(builder, value);
  },
};
