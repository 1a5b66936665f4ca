/**
 * Keeps what learning units know in step: with the store that copies of a deployment share, and from
 * one generation to the next.
 * @module
 */
import type { Logger } from "../host.ts";
import type { JsonValue } from "../message/json-value.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import type { Unit } from "../units/unit.ts";
import type { Generation } from "./generation.ts";
import type { StateStore } from "./state-store.ts";

/** A unit that learns, by the names that others know it by. */
interface Learner {
  /** `predictor/unit`. */
  readonly name: string;
  /** The name in stores; with the number of children, as what was learned of two says nothing of three. */
  readonly key: string;
  readonly unit: Unit;
}

/** Whether a unit has knowledge to share. */
export function isLearner({ unit }: BoundUnit): boolean {
  return unit.mergeState !== undefined;
}

function learnersOf(generation: Generation): readonly Learner[] {
  return generation.predictors.flatMap(({ name: predictor, plan }) =>
    plan.units.filter(isLearner).map((node) => {
      const name = `${predictor}/${node.name}`;
      return { name, key: `${name}#${node.children.length}`, unit: node.unit };
    }),
  );
}

function byKey(generation: Generation): ReadonlyMap<string, Learner> {
  return new Map(learnersOf(generation).map((learner) => [learner.key, learner]));
}

/**
 * Passes on what the generation's units learned since the last time: to the store, and to the units
 * of the same name in the generation that is served now, if that is another one.
 */
export function passOnLearned(generation: Generation, current: Generation, store: StateStore, logger: Logger): void {
  const heirs = byKey(current);
  for (const { name, key, unit } of learnersOf(generation)) {
    const heir = heirs.get(key);
    try {
      const learned = unit.takeLearned?.();
      if (learned === undefined) continue;
      store.publish(key, learned);
      if (heir !== undefined && heir.unit !== unit) merge(heir, learned, logger);
    } catch (error) {
      logger.log("warn", "learned state was not passed on", { unit: name, error });
    }
  }
}

/** Gives the learning unit `predictor/unit` what another copy learned; counts that do not fit are logged and left. */
export function mergeLearned(generation: Generation, name: string, learned: JsonValue, logger: Logger): void {
  for (const learner of learnersOf(generation)) if (learner.name === name) merge(learner, learned, logger);
}

/** The same for a unit by its key in the store. */
export function mergeStored(generation: Generation, key: string, learned: JsonValue, logger: Logger): void {
  for (const learner of learnersOf(generation)) if (learner.key === key) merge(learner, learned, logger);
}

function merge({ name, unit }: Learner, learned: JsonValue, logger: Logger): void {
  try {
    unit.mergeState?.(learned);
  } catch (error) {
    logger.log("warn", "learned state does not fit", { unit: name, error });
  }
}

/**
 * Hands what the old generation's units know to units of the same name in the next, and what the store
 * knows to those that the old one did not have. What the old ones still learn counts from here on.
 */
export function inheritLearned(old: Generation, next: Generation, store: StateStore, logger: Logger): void {
  const before = byKey(old);
  for (const heir of learnersOf(next)) {
    const unit = before.get(heir.key)?.unit;
    // The caller may have put one unit behind both: it knows already.
    if (unit === heir.unit) continue;
    try {
      const known = unit === undefined ? store.known(heir.key) : unit.exportState?.();
      const learned = unit?.takeLearned?.();
      if (learned !== undefined) store.publish(heir.key, learned);
      if (known !== undefined) merge(heir, known, logger);
    } catch (error) {
      logger.log("warn", "learned state was not passed on", { unit: heir.name, error });
    }
  }
}

/** All that the generation's units know, by `predictor/unit`; plain JSON. */
export function exportLearned(generation: Generation): Readonly<Record<string, JsonValue>> {
  const known = learnersOf(generation).map(({ name, unit }) => [name, unit.exportState?.()] as const);
  return Object.fromEntries(known.filter((entry) => entry[1] !== undefined)) as Readonly<Record<string, JsonValue>>;
}
