/** sklearn.ensemble.RandomTreesEmbedding: which leaf of each tree a row ends in, one column a leaf. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { membersOf } from "../members.ts";
import { buildForest } from "../tree-columns.ts";
import { treeInput } from "../tree-models.ts";

/** By node: how many leaves stand before it. */
function leavesBefore(tree: Field): Int32Array {
  const left = tree.column("nodes", "left_child").integers(undefined, { shape: [tree.integer("node_count")] }).data;
  let leaves = 0;
  return left.map((child) => (child < 0 ? leaves++ : -1));
}

export const randomTreesEmbedding: EstimatorImporter = {
  className: "RandomTreesEmbedding",
  transform: (model, input, importing) => {
    const { builder } = importing;
    const trees = membersOf(model).map((member) => member.object("tree_"));
    const encoder = model.object("one_hot_encoder_");
    const known = encoder.list("categories_");
    if (known.length !== trees.length) encoder.at("categories_").refuse(`those of ${trees.length} trees`);
    // Leaves of the forest are numbered tree by tree in the order of the nodes; the encoder has nodes.
    let first = 0;
    const categories = trees.map((tree, at) => {
      const before = leavesBefore(tree);
      const begin = first;
      first += before.filter((leaf) => leaf >= 0).length;
      return Float64Array.from(known[at]!.integers(undefined, { dims: 1 }).data, (node) => {
        const leaf = before[node] ?? -1;
        return leaf >= 0 ? begin + leaf : known[at]!.refuse("leaves", `node ${node}`);
      });
    });
    const { forest } = buildForest(
      trees.map((tree) => ({ tree, target: 0 })),
      1,
      () => [0],
    );
    const rows = builder.add({
      kind: "check",
      input: treeInput(importing, model, input),
      allowed: "finite",
      by: model.className,
    });
    const leaves = builder.add({ kind: "leaves", input: rows, forest });
    const codes = builder.add({ kind: "codes", input: leaves, categories, unknown: "refuse" });
    const sizes = categories.map(({ length }) => length);
    return Frame.ofValue(builder, builder.add({ kind: "one-hot", input: codes, sizes }));
  },
  detail: (model) => `${membersOf(model).length} trees`,
};
