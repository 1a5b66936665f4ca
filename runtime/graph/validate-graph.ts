/** Rules of a graph that no single field can break: what could be loaded, but never answered. @module */
import type { IssueList } from "./fields.ts";
import { builtinType } from "./spec.ts";
import type { PredictiveUnit } from "./spec.ts";

/**
 * Checks one unit.
 * @param unit as it was read, with its effective type
 * @param writtenType the type as the manifest has it
 */
export function checkUnit(
  list: IssueList,
  unit: Pick<PredictiveUnit, "type" | "implementation" | "methods">,
  writtenType: unknown,
  childCount: number,
  path: string,
): void {
  const { implementation, type } = unit;
  const children = `${path}.children`;
  if (implementation === "RANDOM_ABTEST" && childCount !== 2) {
    list.add(children, `RANDOM_ABTEST chooses between two children, got ${childCount}`);
  } else if ((type === "ROUTER" || type === "COMBINER") && childCount === 0) {
    const verb = type === "ROUTER" ? "route to" : "combine";
    list.add(children, `a ${type} needs children to ${verb}, got none`);
  }
  const builtin = builtinType(implementation);
  const isOther = typeof writtenType === "string" && !["", "UNKNOWN_TYPE", builtin].includes(writtenType);
  if (builtin !== undefined && isOther) {
    list.add(`${path}.type`, `${implementation} is a ${builtin}, got ${JSON.stringify(writtenType)}`);
  }
  if (writtenType === "UNKNOWN_TYPE" && implementation === undefined && unit.methods.length === 0) {
    list.add(`${path}.methods`, "a unit of UNKNOWN_TYPE must list its methods");
  }
}
