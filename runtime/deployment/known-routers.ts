/** Whether the routing of a feedback speaks of the graph that is served: a misspelt router teaches nobody. @module */
import { InferenceError } from "../errors.ts";
import { routesOf } from "../graph/feedback.ts";
import type { Feedback } from "../message/feedback.ts";
import type { LoadedPredictor } from "./predictor.ts";

/** Names shown to a client that said another. */
const MAX_NAMES = 20;
/** They and the client's own are cut to so many characters. */
const MAX_LENGTH = 80;

/**
 * Refuses a routing that names what is no unit and leaves out a router: that router is misspelt, and
 * every child of it would hear of the reward. Names of units that are gone harm nobody and pass.
 * @throws InferenceError INVALID_ARGUMENT naming the first that is none, and the routers there are.
 */
export function checkRouting(live: readonly LoadedPredictor[], { response }: Feedback): void {
  if (response === undefined) return;
  const { routing } = response.meta;
  if (live.some(({ plan }) => plan.units.every((unit) => !routesOf(unit) || Object.hasOwn(routing, unit.name)))) return;
  for (const name in routing) {
    if (live.some(({ plan }) => plan.units.some((unit) => unit.name === name))) continue;
    const path = `response.meta.routing.${name.slice(0, MAX_LENGTH)}`;
    const routers = routersOf(live);
    throw new InferenceError(
      "INVALID_ARGUMENT",
      `${path}: expected the name of a unit of this graph (${routers}), got that of none`,
    );
  }
}

function routersOf(live: readonly LoadedPredictor[]): string {
  const names = new Set(live.flatMap(({ plan }) => plan.units.filter(routesOf).map(({ name }) => name)));
  const shown = [...names].slice(0, MAX_NAMES).map((name) => name.slice(0, MAX_LENGTH));
  return `its routers are ${shown.join(", ")}${names.size > MAX_NAMES ? " and others" : ""}`;
}
