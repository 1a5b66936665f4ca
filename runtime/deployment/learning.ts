/**
 * Keeps what learning units know in step: between the copies of a deployment that share a store,
 * and from one generation to the next.
 * @module
 */
import type { Logger } from "../host.ts";
import type { JsonValue } from "../message/json-value.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import type { Generation } from "./generation.ts";

/** Where copies of a deployment tell each other what their units learned. */
export interface LearningStore {
  /** Adds counts that were learned here to those of `unit`. */
  publish(unit: string, learned: JsonValue): void;
  /** Calls back with all that is known, then with what others learn. Returns how to stop. */
  subscribe(listener: (unit: string, learned: JsonValue) => void): () => void;
}

/** `predictor/unit`: the name that all copies know a learning unit by. */
function learners(generation: Generation): ReadonlyMap<string, BoundUnit> {
  const named = generation.predictors.flatMap(({ name, plan }) =>
    plan.units
      .filter(({ unit }) => unit.mergeState !== undefined)
      .map((node) => [`${name}/${node.name}`, node] as const),
  );
  return new Map(named);
}

/** Tells the store what the generation's units learned since the last time. */
export function publishLearned(generation: Generation, store: LearningStore): void {
  for (const [name, { unit }] of learners(generation)) {
    const learned = unit.takeLearned?.();
    if (learned !== undefined) store.publish(name, learned);
  }
}

/** Gives one learning unit what another copy learned; counts that do not fit are logged and left. */
export function mergeLearned(generation: Generation, name: string, learned: JsonValue, logger: Logger): void {
  try {
    learners(generation).get(name)?.unit.mergeState?.(learned);
  } catch (error) {
    logger.log("warn", "learned state does not fit", { unit: name, error });
  }
}

/** Hands what the old generation's units know to units of the same name in the next. */
export function inheritLearned(old: Generation, next: Generation, logger: Logger): void {
  for (const [name, { unit }] of learners(old)) {
    const known = unit.exportState?.();
    if (known !== undefined) mergeLearned(next, name, known, logger);
  }
}

/** All that the generation's units know, by `predictor/unit`; plain JSON. */
export function exportLearned(generation: Generation): Readonly<Record<string, JsonValue>> {
  const known = [...learners(generation)].map(([name, { unit }]) => [name, unit.exportState?.()] as const);
  return Object.fromEntries(known.filter((entry) => entry[1] !== undefined)) as Readonly<Record<string, JsonValue>>;
}
