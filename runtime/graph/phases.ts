/** Which verbs of a unit its node calls, and when. @module */
import type { MessageVerb } from "../units/unit.ts";
import type { BoundUnit } from "./bound-unit.ts";
import type { UnitMethod, UnitType } from "./spec.ts";

/** Which verb each phase of a node calls. */
export interface Phases {
  readonly input: MessageVerb | undefined;
  readonly routes: boolean;
  readonly aggregates: boolean;
  readonly output: MessageVerb | undefined;
}

/** @see contract sections 4.2 and 4.3 */
export function phasesOf(node: BoundUnit): Phases {
  const does = (type: UnitType, method: UnitMethod): boolean => node.type === type || node.methods.includes(method);
  let input: MessageVerb | undefined;
  if (does("TRANSFORMER", "TRANSFORM_INPUT")) input = "transformInput";
  else if (node.type === "MODEL") input = "predict";
  const output = does("OUTPUT_TRANSFORMER", "TRANSFORM_OUTPUT") ? "transformOutput" : undefined;
  const inner = { routes: does("ROUTER", "ROUTE"), aggregates: does("COMBINER", "AGGREGATE") };
  if (!node.outputPhase) return { input, output, ...inner };
  return { input: undefined, output: output ?? input, ...inner };
}
