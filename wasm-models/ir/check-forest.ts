/** Whether a forest can be walked: nothing of it may lead outside of it or round in circles. @module */
import { CATEGORICAL, leafCount } from "./forest.ts";
import type { Forest } from "./forest.ts";

function need(condition: boolean, message: string): asserts condition {
  if (!condition) throw new RangeError(`trees: ${message}`);
}

/**
 * @param width columns of the rows that it is walked with
 * @param outputs columns that it adds to
 * @throws RangeError naming the first node that is wrong
 */
export function checkForest(forest: Forest, width: number, outputs: number): void {
  const nodes = forest.left.length;
  const { roots, left, right, arity } = forest;
  need(
    right.length === nodes && forest.feature.length === nodes && forest.threshold.length === nodes,
    "columns of nodes differ in length",
  );
  need(forest.flags.length === nodes, "columns of nodes differ in length");
  need(forest.targets.length === roots.length, "targets and roots differ in length");
  need(Number.isInteger(arity) && arity >= 1 && forest.values.length % arity === 0, `leaves of ${arity} numbers`);
  checkSets(forest);
  if (forest.linear !== undefined) checkLinear(forest, width);
  const leaves = leafCount(forest);
  const seen = new Uint8Array(nodes);
  const stack: number[] = [];
  for (let tree = 0; tree < roots.length; tree++) {
    const target = forest.targets[tree]!;
    need(target >= 0 && target + arity <= outputs, `tree ${tree} adds to column ${target} of ${outputs}`);
    stack.push(roots[tree]!);
    while (stack.length > 0) {
      const node = stack.pop()!;
      need(node >= 0 && node < nodes, `tree ${tree} has a child ${node}, there are ${nodes} nodes`);
      need(seen[node] === 0, `node ${node} of tree ${tree} is reached twice`);
      seen[node] = 1;
      if (left[node]! < 0) {
        need(-1 - left[node]! < leaves, `node ${node} names leaf ${-1 - left[node]!} of ${leaves}`);
        continue;
      }
      need(forest.feature[node]! >= 0 && forest.feature[node]! < width, `node ${node} asks for a column outside`);
      if ((forest.flags[node]! & CATEGORICAL) !== 0) {
        const set = forest.threshold[node]!;
        need(Number.isInteger(set) && set >= 0 && set < forest.setStart.length - 1, `node ${node} names set ${set}`);
      } else {
        const threshold = forest.threshold[node]!;
        need(!Number.isNaN(threshold), `node ${node} compares with NaN`);
        need(threshold > -Infinity || forest.comparison === "le", `node ${node} asks for less than -Infinity`);
      }
      stack.push(right[node]!, left[node]!);
    }
  }
}

function checkSets({ sets, setStart }: Forest): void {
  need(setStart.length >= 1 && setStart[0] === 0, "sets do not begin at 0");
  for (let set = 1; set < setStart.length; set++) need(setStart[set]! >= setStart[set - 1]!, `set ${set} is negative`);
  need(setStart[setStart.length - 1] === sets.length, "sets do not end where they should");
}

function checkLinear(forest: Forest, width: number): void {
  const { constant, start, feature, weight } = forest.linear!;
  const leaves = leafCount(forest);
  need(forest.arity === 1 && constant.length === leaves && start.length === leaves + 1, "linear leaves do not match");
  need(
    start[0] === 0 && start[leaves] === feature.length && feature.length === weight.length,
    "linear terms do not match",
  );
  for (let leaf = 0; leaf < leaves; leaf++) need(start[leaf + 1]! >= start[leaf]!, `linear leaf ${leaf} is negative`);
  for (const column of feature)
    need(column >= 0 && column < width, `a linear leaf asks for column ${column} of ${width}`);
}
