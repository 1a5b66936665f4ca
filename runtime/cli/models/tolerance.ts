/** How far a compiled model may be from its library, by what it computes. @module */
import type { Op } from "../../../wasm-models/ir/ops.ts";
import type { Program } from "../../../wasm-models/ir/program.ts";
import { neededBy } from "../../../wasm-models/ir/needed.ts";

/** Labels and whole numbers are equal. */
const EQUAL = 0;
/** Sums of trees in the library's order; a link may differ in the last bits. */
const TREES = 1e-12;
/** Sums that a library's BLAS adds in another order. */
const DENSE = 1e-10;
/** exp and division of the library's float32. */
const SINGLE = 2e-7;
/** scikit-learn loses digits in x² - 2xy + y². */
const DISTANCES = 1e-5;

const DISTANCE_OPS: ReadonlySet<Op["kind"]> = new Set(["distance", "nearest"]);
const DENSE_OPS: ReadonlySet<Op["kind"]> = new Set(["linear", "quadratic", "kernel", "normalise"]);

/** The largest relative difference that the output named `name` may have. */
export function toleranceOf(program: Program, name: string): number {
  const output = program.outputs.find((candidate) => candidate.name === name)!;
  if (output.labels !== undefined || output.datatype === "INT64") return EQUAL;
  if (output.datatype === "FP32") return SINGLE;
  const kinds = neededBy(program, [output.value]).map((value) => program.ops[value]!.kind);
  if (kinds.some((kind) => DISTANCE_OPS.has(kind))) return DISTANCES;
  if (kinds.some((kind) => DENSE_OPS.has(kind))) return DENSE;
  return kinds.includes("trees") ? TREES : DENSE;
}
