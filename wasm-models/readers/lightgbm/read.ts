/**
 * Reads LightGBM's text models. The reader trusts nothing: all sizes are checked before anything is made,
 * all references before they are followed; where trees begin is looked for, not believed (`tree_sizes`).
 * @module
 */
import { shown } from "../pickle/model-file-error.ts";
import { checkTrees } from "./check-trees.ts";
import { readHeader } from "./header.ts";
import { Lines } from "./lines.ts";
import { MAX_LEAVES, MAX_SET_WORDS, MAX_TREES } from "./limits.ts";
import type { LightgbmModel, LightgbmTree } from "./model.ts";
import { linkOf } from "./objectives.ts";
import { refuse } from "./refuse.ts";
import { readTrailer } from "./trailer.ts";
import { TreeBlock } from "./tree-block.ts";
import { readTree } from "./tree.ts";

/**
 * @param bytes a model file, or the text that a pickled Booster holds
 * @throws ModelFileError saying which tree, split and field are not what they should be
 */
export function readLightgbm(bytes: Uint8Array): LightgbmModel {
  const lines = new Lines(bytes);
  const header = readHeader(lines);
  const trees = readTrees(lines);
  if (trees.length % header.groups !== 0) {
    refuse("trees", `a multiple of ${header.groups} (num_tree_per_iteration)`, `${trees.length}`);
  }
  checkTrees(trees, header.featureCount);
  const model = { ...header, trees, ...readTrailer(lines) };
  checkObjective(model);
  return model;
}

/** Whether it is a model of this library, by how it begins. */
export function isLightgbm(bytes: Uint8Array): boolean {
  const lines = new Lines(bytes.subarray(0, 4096));
  if (!lines.advance() || !lines.is("tree")) return false;
  while (lines.advance()) if (lines.value("version") ?? lines.value("num_class")) return true;
  return false;
}

function readTrees(lines: Lines): LightgbmTree[] {
  const trees: LightgbmTree[] = [];
  const left = { leaves: MAX_LEAVES, words: MAX_SET_WORDS };
  while (lines.startsWith("Tree=")) {
    if (trees.length >= MAX_TREES) refuse("trees", `at most ${MAX_TREES}`, "more");
    trees.push(readTree(new TreeBlock(lines, trees.length), left));
  }
  // A file that was cut off at a line would otherwise pass for a shorter model.
  if (!lines.is("end of trees")) refuse(`line ${lines.number}`, "end of trees", "the end of the file");
  return trees;
}

/** Refuses an unknown objective, and one that does not fit the number of sums. */
function checkObjective({ objective, classCount, groups }: LightgbmModel): void {
  linkOf(objective);
  if (objective === undefined) return;
  const several = objective.name === "multiclass" || objective.name === "multiclassova";
  const expected = several ? classCount : 1;
  const told = objective.parameters.get("num_class");
  if (several && told !== undefined && told !== `${classCount}`) {
    refuse("objective, num_class", `${classCount} as num_class`, shown(told));
  }
  if (groups !== expected) refuse("num_tree_per_iteration", `${expected} for ${objective.name}`, `${groups}`);
}
