/** The base score as what sums begin with. @module */
import type { XgboostModel } from "./model.ts";
import { ruleOf } from "./objectives.ts";
import type { XgboostObjectiveRule } from "./objectives.ts";
import { refuse } from "./refuse.ts";

/**
 * What the sum of each group begins with, in float32 as the library computes it.
 * @throws ModelFileError when the objective cannot have such a base score
 */
export function marginsOf(model: Pick<XgboostModel, "baseScore" | "objective" | "groups">): Float32Array {
  const { values, space } = model.baseScore;
  const { margin } = ruleOf(model.objective.name);
  const margins = new Float32Array(model.groups);
  for (let group = 0; group < margins.length; group++) {
    const value = values[values.length === 1 ? 0 : group]!;
    margins[group] = space === "margin" ? value : toMargin(value, margin, model.objective.name);
  }
  return margins;
}

/** Libraries before 1.0 sum from 0 and add the base score last, which may round otherwise. */
export function addsBaseLast({ version }: Pick<XgboostModel, "version">): boolean {
  return version[0] === 0;
}

function toMargin(value: number, margin: XgboostObjectiveRule["margin"], objective: string): number {
  if (margin === "identity") return value;
  if (margin === "log")
    return value > 0 ? Math.log(value) : refuse("base_score", `more than 0 for ${objective}`, `${value}`);
  if (!(value > 0 && value < 1)) refuse("base_score", `between 0 and 1 for ${objective}`, String(value));
  return -Math.log(Math.fround(Math.fround(1 / value) - 1));
}
