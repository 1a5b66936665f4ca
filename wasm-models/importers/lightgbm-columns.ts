/** The request's columns as LightGBM's trees take them. @module */
import type { Builder } from "../ir/builder.ts";
import type { Value } from "../ir/ops.ts";
import type { LightgbmCategory, LightgbmModel } from "../readers/lightgbm/model.ts";
import { refuse } from "../readers/lightgbm/refuse.ts";

export interface LightgbmColumns {
  readonly input: Value;
  /** What a person should know of them. */
  readonly warnings: readonly string[];
}

/** Numbers; of a model that was trained with a DataFrame's categories these, as it takes a DataFrame again. */
export function lightgbmColumns(builder: Builder, model: LightgbmModel): LightgbmColumns {
  const features = Array.from({ length: model.featureCount }, (_, feature) => feature);
  if (features.length === 0) refuse("max_feature_idx", "at least one feature", "none");
  const known = categoriesOf(model);
  if (known.size === 0) return { input: builder.numbers(features), warnings: [] };
  const columns = features.map((feature) => {
    const categories = known.get(feature);
    return categories === undefined ? builder.numbers([feature]) : categorical(builder, feature, categories);
  });
  const names = [...known.keys()].map((feature) => builder.featureName(feature)).slice(0, 20);
  return {
    input: builder.concat(columns),
    warnings: [`${names.join(", ")}: categories are expected as they were in training, not their codes`],
  };
}

/** What is unknown or missing is NaN, as a DataFrame gives it. */
function categorical(builder: Builder, feature: number, categories: readonly LightgbmCategory[]): Value {
  if (categories.every((category) => typeof category === "string")) {
    return builder.category({ feature, categories, missing: Number.NaN, unknown: Number.NaN });
  }
  if (!categories.every((category) => typeof category === "number" || typeof category === "boolean")) {
    refuse(`pandas_categorical, ${builder.featureName(feature)}`, "only strings, or only numbers", "both");
  }
  return builder.add({
    kind: "codes",
    input: builder.numbers([feature]),
    categories: [Float64Array.from(categories, Number)],
    unknown: Number.NaN,
  });
}

/** Categories by feature. The file lists them in the order of the columns, without saying which these are. */
function categoriesOf(model: LightgbmModel): Map<number, readonly LightgbmCategory[]> {
  const listed = model.pandasCategories ?? [];
  if (listed.length === 0) return new Map();
  const told = toldFeatures(model);
  const seen = model.featureInfos.flatMap(({ kind }, feature) => (kind === "categories" ? [feature] : []));
  const features = told.length === listed.length ? told : seen;
  if (features.length !== listed.length) {
    refuse("pandas_categorical", `categories of ${features.length} columns`, `${listed.length}`);
  }
  return new Map(features.map((feature, index) => [feature, listed[index]!]));
}

/** Of the parameter `categorical_feature`, such as `1,4`. */
function toldFeatures({ parameters, featureCount }: LightgbmModel): number[] {
  const text = parameters.get("categorical_feature") ?? parameters.get("categorical_column") ?? "";
  if (!/^\d{1,9}(?:,\d{1,9})*$/.test(text)) return [];
  const features = text.split(",").map(Number);
  return features.every((feature) => feature < featureCount) ? features.toSorted((a, b) => a - b) : [];
}
