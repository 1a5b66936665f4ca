/** Finds the units of a generation by name, and asks whether they can answer. @module */
import { InferenceError } from "../errors.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import type { Generation } from "./generation.ts";

/** Names shown to a client that asked for another. */
const MAX_SHOWN = 20;

/**
 * Resolves when the unit can answer.
 * @throws InferenceError UNAVAILABLE naming the unit, with its reason.
 */
export async function readyOf(node: BoundUnit): Promise<void> {
  try {
    await node.unit.ready?.();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InferenceError("UNAVAILABLE", `Unit "${node.name}" is not ready: ${reason}`, {
      unit: node.name,
      cause: error,
    });
  }
}

/**
 * The unit of that name, of whichever predictor has it first.
 * @throws InferenceError NOT_FOUND
 */
export function unitOf(generation: Generation, name: string): BoundUnit {
  for (const { plan } of generation.predictors) {
    const node = plan.units.find((candidate) => candidate.name === name);
    if (node !== undefined) return node;
  }
  const names = new Set(generation.predictors.flatMap(({ plan }) => plan.units.map((node) => node.name)));
  const shown = [...names].slice(0, MAX_SHOWN).join(", ") + (names.size > MAX_SHOWN ? " and others" : "");
  throw new InferenceError("NOT_FOUND", `Failed to find model ${name.slice(0, 200)}; there are ${shown}`);
}
