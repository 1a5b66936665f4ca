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

/**
 * Passes on what the generation's units learned since the last time: to the store, and to the units
 * of the same name in the generation that is served now, if that is another one.
 */
export function passOnLearned(
  generation: Generation,
  current: Generation,
  store: LearningStore | undefined,
  logger: Logger,
): void {
  if (generation === current && store === undefined) return;
  const heirs = learners(current);
  for (const [name, { unit }] of learners(generation)) {
    const heir = heirs.get(name)?.unit;
    if (heir === unit && store === undefined) continue;
    try {
      const learned = unit.takeLearned?.();
      if (learned === undefined) continue;
      store?.publish(name, learned);
      if (heir !== unit) mergeLearned(current, name, learned, logger);
    } catch (error) {
      logger.log("warn", "learned state was not passed on", { unit: name, error });
    }
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

/**
 * Hands what the old generation's units know to units of the same name in the next. What the old
 * ones still learn counts from here on.
 */
export function inheritLearned(
  old: Generation,
  next: Generation,
  store: LearningStore | undefined,
  logger: Logger,
): void {
  const heirs = learners(next);
  for (const [name, { unit }] of learners(old)) {
    // The caller may have put one unit behind both: it knows already.
    if (heirs.get(name)?.unit === unit) continue;
    try {
      const known = unit.exportState?.();
      const learned = unit.takeLearned?.();
      if (learned !== undefined) store?.publish(name, learned);
      if (known !== undefined) mergeLearned(next, name, known, logger);
    } catch (error) {
      logger.log("warn", "learned state was not passed on", { unit: name, error });
    }
  }
}

/** All that the generation's units know, by `predictor/unit`; plain JSON. */
export function exportLearned(generation: Generation): Readonly<Record<string, JsonValue>> {
  const known = [...learners(generation)].map(([name, { unit }]) => [name, unit.exportState?.()] as const);
  return Object.fromEntries(known.filter((entry) => entry[1] !== undefined)) as Readonly<Record<string, JsonValue>>;
}
