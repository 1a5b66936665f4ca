/** sklearn.ensemble.IsolationForest: how soon random trees part a row from all others. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Frame } from "../frame.ts";
import { memberSums } from "../member-trees.ts";
import type { MemberTree } from "../member-trees.ts";

const EULER = 0.5772156649015329;

/** Splits that a search among so many rows takes on average. */
function averagePath(rows: number): number {
  if (rows <= 1) return 0;
  return rows === 2 ? 1 : 2 * (Math.log(rows - 1) + EULER) - (2 * (rows - 1)) / rows;
}

/** What each leaf adds: nodes on the way to it, and what its rows would still take. */
function leafPaths(tree: Field): Float64Array {
  const count = tree.integer("node_count");
  const shape = [count];
  const left = tree.column("nodes", "left_child").integers(undefined, { shape }).data;
  const right = tree.column("nodes", "right_child").integers(undefined, { shape }).data;
  const rows = tree.column("nodes", "n_node_samples").integers(undefined, { shape }).data;
  const depth = new Int32Array(count).fill(1);
  const paths: number[] = [];
  for (let node = 0; node < count; node++) {
    if (left[node]! < 0) paths.push(depth[node]! + averagePath(rows[node]!) - 1);
    for (const child of [left[node]!, right[node]!]) {
      // Children stand behind their parents; the forest's own check refuses what leads elsewhere.
      if (child > node && child < count) depth[child] = depth[node]! + 1;
    }
  }
  return Float64Array.from(paths);
}

function scores(importing: Importing, model: Field, input: Frame): Value {
  const { builder } = importing;
  const trees = model.list("estimators_");
  if (trees.length === 0) model.at("estimators_").refuse("trees", "none");
  const length = trees.length * averagePath(model.any("_max_samples", "max_samples_").integer());
  if (length === 0) return builder.constant([-0.5]);
  const chosen = model.list("estimators_features_");
  const isAll = model.integer("_max_features") === input.width;
  const members = trees.map((member, index): MemberTree => {
    const tree = member.object("tree_");
    const paths = leafPaths(tree);
    let leaf = 0;
    const features = isAll ? undefined : chosen[index]?.integers(undefined, { dims: 1 }).data;
    return { tree, target: 0, features, leaf: () => [paths[leaf++]!] };
  });
  const allows = isBefore(model, 1, 6) ? "known" : "anything";
  const depth = memberSums(importing, model, members, input, { columns: 1, arity: 1, allows });
  const halvings = builder.binary("multiply", depth, { scalar: -Math.LN2 / length });
  return builder.unary("negate", builder.unary("exp", halvings));
}

export const isolationForest: EstimatorImporter = {
  className: "IsolationForest",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const samples = scores(importing, model, input);
    const decision = builder.binary("subtract", samples, { scalar: model.number("offset_") });
    const outside = builder.binary("lt", decision, { scalar: 0 });
    return {
      kind: "outlier-detector",
      predict: () =>
        builder.binary("subtract", builder.constant([1]), builder.binary("multiply", outside, { scalar: 2 })),
      decision: () => decision,
      scoreSamples: () => samples,
    };
  },
  detail: (model) => `${model.list("estimators_").length} trees`,
};
