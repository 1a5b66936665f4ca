/** Names given with --unit that no unit has. @module */
import type { Runtime } from "../runtime.ts";

/**
 * A misspelt name would be passed over in silence.
 * @throws Error naming it, and the units that there are
 */
export function refuseStrayUnits(runtime: Runtime, bindings: Readonly<Record<string, string>>): void {
  const { predictors } = runtime.plane.generation;
  const names = predictors.flatMap(({ name, plan }) =>
    plan.units.flatMap((node) => [node.name, `${name}/${node.name}`]),
  );
  const stray = Object.keys(bindings).filter((name) => !names.includes(name));
  if (stray.length === 0) return;
  const known = [...new Set(predictors.flatMap(({ plan }) => plan.units.map(({ name }) => name)))].join(", ");
  throw new Error(`--unit ${stray.join(", ")}: no unit has this name; there are ${known}`);
}
