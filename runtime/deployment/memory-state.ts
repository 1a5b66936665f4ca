/** State in the memory of one process: what is used when nothing else is asked for. @module */
import type { JsonValue } from "../message/json-value.ts";
import { addCounts } from "./counts.ts";
import { RouteMemory } from "./route-memory.ts";
import type { StateStore } from "./state-store.ts";

/** Answers that are remembered unless another number is asked for. */
export const DEFAULT_ROUTES = 50_000;

/**
 * Makes a store for one runtime; it ends with the process.
 * @param maxRoutes answers that are remembered
 */
export function createMemoryState(maxRoutes: number = DEFAULT_ROUTES): StateStore {
  const known = new Map<string, JsonValue>();
  const routes = new RouteMemory(maxRoutes);
  return {
    shared: false,
    reach: routes.reach,
    known: (unit) => known.get(unit),
    publish: (unit, learned) => void known.set(unit, addCounts(known.get(unit), learned)),
    subscribe(listener) {
      for (const [unit, learned] of known) listener(unit, learned);
      return () => {};
    },
    remember: (puid, route) => routes.add(puid, route),
    recall: (puid) => routes.get(puid),
    close: () => Promise.resolve(),
  };
}
