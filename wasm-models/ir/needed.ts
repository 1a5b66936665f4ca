/** Which operations a value needs. @module */
import type { Op, Value } from "./ops.ts";
import type { Program } from "./program.ts";

/** The values that an operation reads. */
export function operandsOf(op: Op): readonly Value[] {
  switch (op.kind) {
    case "numbers":
    case "category":
    case "terms":
    case "constant":
      return [];
    case "concat":
      return op.inputs;
    case "binary":
      return [op.left, op.right];
    case "nearest":
      return [op.distances];
    default:
      return [op.input];
  }
}

/** What must be computed for the wanted values, in order, themselves among it. */
export function neededBy(program: Program, wanted: readonly Value[]): readonly Value[] {
  const needed = new Set<Value>(wanted);
  for (let value = program.ops.length - 1; value >= 0; value--) {
    if (needed.has(value)) for (const operand of operandsOf(program.ops[value]!)) needed.add(operand);
  }
  return [...needed].toSorted((a, b) => a - b);
}
