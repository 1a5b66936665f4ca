/** Which answers have to be remembered for the rewards that may come: most graphs have none. @module */
import type { Plan } from "../graph/compile.ts";
import { routesOf } from "../graph/feedback.ts";
import type { Run } from "../graph/run.ts";
import { rowsOf } from "../message/rows.ts";
import type { Message } from "../message/message.ts";
import type { LoadedPredictor } from "./predictor.ts";
import type { TakenRoute } from "./taken-route.ts";

/** Names of the units that choose among their children; none where no unit takes feedback. */
export function routersOf({ units }: Plan): readonly string[] {
  if (units.every(({ unit }) => unit.sendFeedback === undefined)) return [];
  return units.filter(routesOf).map(({ name }) => name);
}

/** Whether a reward may need to know which predictor answered, or which way the request took. */
export function needRoutes(live: readonly LoadedPredictor[]): boolean {
  return live.length > 1 || live.some(({ routers }) => routers.length > 0);
}

/** The way of an answer, as far as a reward needs it. */
export function takenRoute(predictor: LoadedPredictor, run: Run, request: Message): TakenRoute {
  const routing: Record<string, number> = {};
  for (const name of predictor.routers) {
    if (Object.hasOwn(run.routing, name)) routing[name] = run.routing[name]!;
  }
  return { predictor: predictor.name, routing, rows: rowsOf(request) ?? 1 };
}
