/** sklearn.cluster.KMeans and MiniBatchKMeans: the nearest centre, or the distances to all. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";

function distances(importing: Importing, model: Field, input: Frame): Value {
  const points = model.array("cluster_centers_", { shape: [-1, input.width] }).data;
  const value = checked(importing, model, input, false);
  return importing.builder.add({ kind: "distance", input: value, points, metric: "euclidean" });
}

export function kMeans(className: string): EstimatorImporter {
  return {
    className,
    features: (model) => model.ndarray("cluster_centers_", { dims: 2 }).shape[1]!,
    transform: (model, input, importing) => Frame.ofValue(importing.builder, distances(importing, model, input)),
    predict: (model, input, importing) => {
      const far = distances(importing, model, input);
      return { kind: "clusterer", predict: () => importing.builder.reduce("argmin", far), transform: () => far };
    },
    detail: (model) => `${model.ndarray("cluster_centers_", { dims: 2 }).shape[0]} clusters`,
  };
}
