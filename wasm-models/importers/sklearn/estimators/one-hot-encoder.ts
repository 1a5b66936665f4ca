/** sklearn.preprocessing.OneHotEncoder, with dropped and infrequent categories. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { categoriesOf, indexOf } from "../categories.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";

export const oneHotEncoder: EstimatorImporter = {
  className: "OneHotEncoder",
  features: (model) => model.list("categories_").length,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const unknown = model.string("handle_unknown");
    const groups = groupsOf(model, input.width);
    const dropped = droppedOf(model, input.width);
    const columns = categoriesOf(model, input.width).map((categories, column) => {
      const group = groups[column];
      const infrequent = group === undefined ? -1 : group.lastIndexOf(Math.max(...group));
      const ignores = unknown === "ignore" || (unknown === "warn" && isBefore(model, 1, 7));
      const other = unknown === "error" ? "refuse" : ignores ? -1 : infrequent;
      const index = indexOf(importing, model, input, column, categories, other);
      const hot = builder.add({ kind: "one-hot", input: index, sizes: [categories.count] });
      return without(importing, grouped(importing, hot, group), dropped[column]);
    });
    return Frame.ofValue(builder, builder.concat(columns));
  },
  detail: (model) => `${model.list("categories_").length} columns`,
};

/** By column: the group of each category, undefined when none are grouped. */
function groupsOf(model: Field, width: number): readonly (Int32Array | undefined)[] {
  const given = model.optional("_default_to_infrequent_mappings")?.list();
  if (given === undefined) return Array.from({ length: width }, () => undefined);
  return given.map((field) => (field.isNone ? undefined : field.integers(undefined, { dims: 1 }).data));
}

/** By column: the group that has no column of its own. */
function droppedOf(model: Field, width: number): readonly (number | undefined)[] {
  const given = model.optional("_drop_idx_after_grouping") ?? model.optional("drop_idx_");
  if (given === undefined) return Array.from({ length: width }, () => undefined);
  return given.ndarray().dtype.kind === "O"
    ? given.list().map((field) => (field.isNone ? undefined : field.integer()))
    : Array.from(given.integers().data);
}

/** Adds the columns of categories of one group: of zeros and ones nothing is lost. */
function grouped({ builder }: Importing, hot: Value, group: Int32Array | undefined): Value {
  if (group === undefined) return hot;
  const groups = Math.max(...group) + 1;
  const weights = new Float64Array(group.length * groups);
  group.forEach((to, category) => (weights[category * groups + to] = 1));
  return builder.linear(hot, weights, new Float64Array(groups));
}

function without({ builder }: Importing, hot: Value, dropped: number | undefined): Value {
  if (dropped === undefined) return hot;
  const kept = Array.from({ length: builder.width(hot) }, (_, column) => column).filter((column) => column !== dropped);
  return builder.select(hot, kept);
}
