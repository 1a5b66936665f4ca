/** Columns of categories as indices, whether they are texts or numbers. @module */
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing } from "./estimator.ts";
import type { Frame } from "./frame.ts";

/** Categories of one column, in the order of their indices. */
export interface Categories {
  readonly count: number;
  /** Index of the missing value, when it is a category of its own. */
  readonly missing: number | undefined;
  readonly texts: readonly string[] | undefined;
  readonly numbers: Float64Array | undefined;
}

/** `categories_`, one a column. */
export function categoriesOf(model: Field, width: number): readonly Categories[] {
  const columns = model.list("categories_");
  if (columns.length !== width)
    model.at("categories_").refuse(`categories of ${width} columns`, String(columns.length));
  return columns.map(readCategories);
}

/** @throws ModelFileError when texts and numbers are mixed */
export function readCategories(field: Field): Categories {
  const labels = field.labels();
  const isMissing = (label: unknown): boolean => label === null || (typeof label === "number" && Number.isNaN(label));
  const at = labels.findIndex(isMissing);
  const there = labels.filter((label) => !isMissing(label));
  const base = { count: labels.length, missing: at < 0 ? undefined : at };
  if (there.length > 0 && there.every((label) => typeof label === "string")) {
    // What is missing has an index, but no text that could be equal to it.
    return {
      ...base,
      texts: labels.map((label) => (typeof label === "string" ? label : "\u0000")),
      numbers: undefined,
    };
  }
  if (there.some((label) => typeof label === "string")) return field.refuse("texts or numbers, not both");
  const numbers = Float64Array.from(labels, (label) => (isMissing(label) ? NaN : Number(label)));
  return { ...base, texts: undefined, numbers };
}

/**
 * The index of the category of one column.
 * @param unknown the index of what is no category, or "refuse"
 */
export function indexOf(
  { builder }: Importing,
  model: Field,
  input: Frame,
  column: number,
  categories: Categories,
  unknown: number | "refuse",
): Value {
  if (categories.numbers !== undefined) {
    const one = input.select([column]).value();
    return builder.add({ kind: "codes", input: one, categories: [categories.numbers], unknown });
  }
  const request = input.columns?.[column];
  if (request === undefined) return model.refuse("texts as they are in the request", "numbers");
  const { feature, fill } = request;
  return builder.category({
    feature,
    categories: categories.texts!,
    unknown,
    ...(fill === undefined ? {} : { fill }),
    ...(categories.missing === undefined ? {} : { missing: categories.missing }),
  });
}
