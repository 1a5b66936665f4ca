/** sklearn.preprocessing.KBinsDiscretizer. @module */
import { checked, isBefore } from "../estimator.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { Frame } from "../frame.ts";

export const kBinsDiscretizer: EstimatorImporter = {
  className: "KBinsDiscretizer",
  features: (model) => model.list("bin_edges_").length,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const edges = model.list("bin_edges_").map((field) => field.array(undefined, { dims: 1 }).data);
    const counts = Array.from(model.integers("n_bins_", { shape: [input.width] }).data);
    let value = checked(importing, model, input, false);
    if (isBefore(model, 1, 1)) {
      // Older versions move a value up by a little, so that rounding does not put it below its edge.
      const share = builder.binary("multiply", builder.unary("absolute", value), { scalar: 1e-5 });
      value = builder.binary("add", value, builder.binary("add", share, { scalar: 1e-8 }));
    }
    const inner = edges.map((list) => list.slice(1, -1));
    const bins = builder.add({ kind: "bins", input: value, edges: inner });
    if (model.string("encode") === "ordinal") return Frame.ofValue(builder, bins);
    return Frame.ofValue(builder, builder.add({ kind: "one-hot", input: bins, sizes: counts }));
  },
};
