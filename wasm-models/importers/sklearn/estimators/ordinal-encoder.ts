/** sklearn.preprocessing.OrdinalEncoder and LabelEncoder. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import { categoriesOf, indexOf, readCategories } from "../categories.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { Frame } from "../frame.ts";

export const ordinalEncoder: EstimatorImporter = {
  className: "OrdinalEncoder",
  features: (model) => model.list("categories_").length,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const replaces = model.optional("handle_unknown")?.string() === "use_encoded_value";
    const unknown = replaces ? (numberOrNaN(model.at("unknown_value")) ?? NaN) : NaN;
    const missing = numberOrNaN(model.optional("encoded_missing_value")) ?? NaN;
    const groups = model.optional("_default_to_infrequent_mappings")?.list();
    const columns = categoriesOf(model, input.width).map((categories, column) => {
      const group =
        groups?.[column]?.isNone === false ? groups[column].integers(undefined, { dims: 1 }).data : undefined;
      const codes = Array.from({ length: categories.count }, (_, index) =>
        index === categories.missing ? missing : (group?.[index] ?? index),
      );
      const index = indexOf(importing, model, input, column, categories, replaces ? -1 : "refuse");
      const table = Float64Array.from([unknown, ...codes]);
      return builder.add({ kind: "lookup", input: builder.binary("add", index, { scalar: 1 }), table, columns: 1 });
    });
    return Frame.ofValue(builder, builder.concat(columns));
  },
  detail: (model) => `${model.list("categories_").length} columns`,
};

function numberOrNaN(field: Field | undefined): number | undefined {
  return field === undefined || field.isNone ? undefined : field.number();
}

/** Classes as their indices; the request has one column. */
export const labelEncoder: EstimatorImporter = {
  className: "LabelEncoder",
  features: () => 1,
  transform: (model, input, importing) => {
    const categories = readCategories(model.at("classes_"));
    return Frame.ofValue(importing.builder, indexOf(importing, model, input, 0, categories, "refuse"));
  },
};

/** Classes as one column each, or one for two classes. */
export const labelBinarizer: EstimatorImporter = {
  className: "LabelBinarizer",
  features: () => 1,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const categories = readCategories(model.at("classes_"));
    const index = indexOf(importing, model, input, 0, categories, -1);
    const hot = builder.add({ kind: "one-hot", input: index, sizes: [categories.count] });
    const kept = categories.count === 2 ? builder.select(hot, [1]) : hot;
    const [low, high] = [model.number("neg_label"), model.number("pos_label")];
    if (low === 0 && high === 1) return Frame.ofValue(builder, kept);
    const scaled = builder.binary("multiply", kept, { scalar: high - low });
    return Frame.ofValue(builder, builder.binary("add", scaled, { scalar: low }));
  },
};
