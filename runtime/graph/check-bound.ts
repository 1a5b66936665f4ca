/** What is wrong with a graph of living units, each by itself and in its place. @module */
import { readBranch } from "../message/branch.ts";
import type { BoundUnit } from "./bound-unit.ts";
import { flatten } from "./bound-unit.ts";
import { phasesOf } from "./phases.ts";
import type { Issue } from "./spec.ts";

/** Every unit that cannot do what its place asks, and every policy that makes no sense there. */
export function checkBound(root: BoundUnit): readonly Issue[] {
  const units = flatten(root);
  return [...units.flatMap(missingVerbs), ...units.flatMap(senselessDefault), ...misplacedSkips(root, false)];
}

function missingVerbs(node: BoundUnit): readonly Issue[] {
  const { input, output, routes, aggregates } = phasesOf(node);
  const wanted = [input, output, routes ? "route" : undefined, aggregates ? "aggregate" : undefined] as const;
  return wanted
    .filter((verb) => verb !== undefined && node.unit[verb] === undefined)
    .map((verb) => ({
      path: node.path,
      message: `unit "${node.name}" (${node.unit.identity}) is a ${node.type} but cannot ${verb}`,
    }));
}

// A router's stand-in answer is a child's number.
function senselessDefault(node: BoundUnit): readonly Issue[] {
  const { onError } = node;
  if (onError.kind !== "default" || !phasesOf(node).routes) return [];
  try {
    readBranch(onError.answer, node.children.length);
    return [];
  } catch (error) {
    return [{ path: node.path, message: `zerohop.default of unit "${node.name}": ${(error as Error).message}` }];
  }
}

// A model that is left out needs a combiner above that can do without it.
function misplacedSkips(node: BoundUnit, underCombiner: boolean): readonly Issue[] {
  const phases = phasesOf(node);
  const drops = [phases.input, phases.output].includes("predict") || phases.routes || phases.aggregates;
  const own: Issue[] = [];
  if (node.onError.kind === "skip" && drops && !underCombiner) {
    const message = `zerohop.on-error=skip needs a COMBINER above unit "${node.name}"; use default or fail`;
    own.push({ path: node.path, message });
  }
  const inside = underCombiner || phases.aggregates;
  return [...own, ...node.children.flatMap((child) => misplacedSkips(child, inside))];
}
