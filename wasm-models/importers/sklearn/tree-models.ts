/** What decision trees, forests and their relatives share. @module */
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Label } from "../../ir/program.ts";
import type { Importing, Prediction } from "./estimator.ts";
import type { Frame } from "./frame.ts";
import { classesOf } from "./scores.ts";
import { buildForest, classShares } from "./tree-columns.ts";

/** Values that a tree takes: as float32, NaN where it was fitted with it. */
export function treeInput(importing: Importing, model: Field, input: Frame): Value {
  return importing.builder.add({ kind: "check", input: input.value(), allowed: "float32", by: model.className });
}

/** Refuses NaN unless some tree knows where it goes. */
function withoutNaN(importing: Importing, by: string, input: Value, allowsNaN: boolean): Value {
  return allowsNaN ? input : importing.builder.add({ kind: "check", input, allowed: "finite", by });
}

/** Shares of the classes of each target, added over the trees. */
export function treeShares(importing: Importing, models: readonly Field[], input: Value): readonly Value[] {
  const { builder } = importing;
  const counts = classCounts(models[0]!);
  const widest = Math.max(...counts);
  const parts = models.map((model) => ({ tree: model.object("tree_"), target: 0 }));
  const { forest, allowsNaN } = buildForest(parts, counts.length * widest, classShares);
  const rows = withoutNaN(importing, models[0]!.className, input, allowsNaN);
  const sums = builder.trees(rows, forest, new Float64Array(counts.length * widest));
  if (counts.length === 1) return [sums];
  return counts.map((count, target) =>
    builder.select(
      sums,
      Array.from({ length: count }, (_, at) => target * widest + at),
    ),
  );
}

/** Classes of each target. */
function classCounts(model: Field): readonly number[] {
  const { value } = model.at("n_classes_");
  const counts = typeof value === "number" ? [value] : Array.from(model.integers("n_classes_").data);
  if (counts.length === 0 || counts.some((count) => count < 1))
    model.at("n_classes_").refuse("1 class or more by target");
  return counts;
}

/** The prediction of a classifier by its shares of each target. */
export function fromShares({ builder }: Importing, model: Field, shares: readonly Value[]): Prediction {
  return {
    kind: "classifier",
    classes:
      shares.length === 1 ? [classesOf(model)] : model.list("classes_").map((target) => target.labels() as Label[]),
    predict: () => builder.concat(shares.map((value) => builder.reduce("argmax", value))),
    ...(shares.length === 1 ? { probabilities: () => shares[0]! } : {}),
  };
}

/** What the trees predict, added; one column a target. */
export function regressorTrees(importing: Importing, models: readonly Field[], input: Value): Value {
  const outputs = models[0]!.optional("n_outputs_")?.integer() ?? 1;
  const parts = models.map((model) => ({ tree: model.object("tree_"), target: 0 }));
  const { forest, allowsNaN } = buildForest(parts, outputs, (values) => values);
  const rows = withoutNaN(importing, models[0]!.className, input, allowsNaN);
  return importing.builder.trees(rows, forest, new Float64Array(outputs));
}
