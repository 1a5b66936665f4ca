/** sklearn.preprocessing.PolynomialFeatures. @module */
import { checked } from "../estimator.ts";
import type { EstimatorImporter } from "../estimator.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { Frame } from "../frame.ts";

const MAX_TERMS = 100_000;

export const polynomialFeatures: EstimatorImporter = {
  className: "PolynomialFeatures",
  features: (model) => model.any("n_features_in_", "n_input_features_", "_n_features").integer(),
  transform: (model, input, importing) => {
    const [lowest, highest] = degreesOf(model);
    const isInteraction = model.boolean("interaction_only");
    const terms: (readonly number[])[] = model.boolean("include_bias") ? [[]] : [];
    for (let degree = Math.max(1, lowest); degree <= highest; degree++) {
      addTerms(model, terms, input.width, degree, isInteraction);
    }
    // A term is built up from its last factor.
    const products = terms.map((term) => term.toReversed());
    const value = checked(importing, model, input, false);
    return Frame.ofValue(
      importing.builder,
      importing.builder.add({ kind: "polynomial", input: value, terms: products }),
    );
  },
  detail: (model) => `degree ${degreesOf(model).at(-1)}`,
};

function degreesOf(model: Field): readonly [lowest: number, highest: number] {
  const degree = model.at("degree");
  if (typeof degree.value === "number") return [0, degree.integer()];
  const [lowest, highest] = degree.tuple(2);
  return [lowest!.integer(), highest!.integer()];
}

/** Combinations of columns in lexicographic order, with repetition unless only interactions are wanted. */
function addTerms(
  model: Field,
  terms: (readonly number[])[],
  width: number,
  degree: number,
  isInteraction: boolean,
): void {
  const grow = (term: readonly number[], first: number): void => {
    if (term.length === degree) {
      if (terms.push(term) > MAX_TERMS) model.refuse(`at most ${MAX_TERMS} terms`, "more");
      return;
    }
    for (let column = first; column < width; column++) grow([...term, column], isInteraction ? column + 1 : column);
  };
  if (degree > 64) model.at("degree").refuse("a degree up to 64", String(degree));
  grow([], 0);
}
