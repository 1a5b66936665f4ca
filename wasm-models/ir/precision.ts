/** Speed for bits: dense products in float32. @module */
import type { Program } from "./program.ts";

/** The same program with its matrix products in float32; comparisons, trees and links stay as they are. */
export function inFloat32(program: Program): Program {
  const ops = program.ops.map((op) => (op.kind === "linear" ? ({ ...op, precision: "f32" } as const) : op));
  return { ...program, ops };
}
