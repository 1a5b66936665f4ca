/** sklearn.impute.SimpleImputer and MissingIndicator. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";

export const simpleImputer: EstimatorImporter = {
  className: "SimpleImputer",
  features: (model) => model.ndarray("statistics_", { dims: 1 }).length,
  transform: (model, input, importing) => {
    const statistics = model.labels("statistics_");
    if (statistics.length !== input.width) {
      model.at("statistics_").refuse(`${input.width} statistics`, String(statistics.length));
    }
    return statistics.some((value) => typeof value === "string")
      ? imputeTexts(model, input, importing, statistics)
      : imputeNumbers(
          model,
          input,
          importing,
          Float64Array.from(statistics, (value) => Number(value ?? NaN)),
        );
  },
  detail: (model) => model.string("strategy"),
};

/** What stands for a missing value: NaN, or a number. */
function missingValue(model: Field): number {
  const field = model.at("missing_values");
  if (field.isNone) return NaN;
  return typeof field.value === "string" ? field.refuse("NaN or a number as missing value") : field.number();
}

function imputeTexts(model: Field, input: Frame, { builder }: Importing, statistics: readonly unknown[]): Frame {
  if (input.columns === undefined) return model.refuse("texts as they are in the request", "numbers");
  if (!Number.isNaN(missingValue(model))) model.at("missing_values").refuse("NaN or None among texts");
  if (model.optional("add_indicator")?.boolean() === true) {
    model.at("add_indicator").refuse("no indicator beside texts", "True");
  }
  const columns = input.columns.map((column, index) => ({ ...column, fill: column.fill ?? String(statistics[index]) }));
  return Frame.ofColumns(builder, columns);
}

function imputeNumbers(model: Field, input: Frame, importing: Importing, statistics: Float64Array): Frame {
  const { builder } = importing;
  const match = missingValue(model);
  const value = checked(importing, model, input, Number.isNaN(match));
  const filled = builder.add({ kind: "replace", input: value, match, row: statistics });
  const kept = Array.from(statistics.keys()).filter((column) => !Number.isNaN(statistics[column]));
  const parts = kept.length === statistics.length ? [filled] : [builder.select(filled, kept)];
  const indicator = model.optional("indicator_");
  if (indicator !== undefined) parts.push(indicate(importing, indicator, value, match));
  return Frame.ofValue(builder, builder.concat(parts));
}

/** 1 where a value of the indicator's columns is missing. */
function indicate({ builder }: Importing, indicator: Field, value: Value, match: number): Value {
  const chosen = builder.select(value, indicator.integers("features_", { dims: 1 }).data);
  return Number.isNaN(match) ? builder.unary("isNaN", chosen) : builder.binary("equal", chosen, { scalar: match });
}

export const missingIndicator: EstimatorImporter = {
  className: "MissingIndicator",
  transform: (model, input, importing) => {
    const { builder } = importing;
    const match = missingValue(model);
    const value = checked(importing, model, input, Number.isNaN(match));
    const flags = indicate(importing, model, value, match);
    const isStrict =
      model.boolean("error_on_new") && model.string("features") === "missing-only" && Number.isNaN(match);
    if (!isStrict) return Frame.ofValue(builder, flags);
    const known = new Set(model.integers("features_", { dims: 1 }).data);
    const others = Array.from({ length: input.width }, (_, column) => column).filter((column) => !known.has(column));
    const rest = builder.add({
      kind: "check",
      input: builder.select(value, others),
      allowed: "finite",
      by: model.className,
    });
    // Nothing of the other columns is answered, but they are looked at.
    return Frame.ofValue(builder, builder.concat([flags, builder.select(rest, [])]));
  },
};
