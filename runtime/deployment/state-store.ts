/**
 * What a deployment has to remember beyond a request: what its units learned, and which way the
 * answers went that rewards are given for. Where it is kept is the platform's business.
 * @module
 */
import type { JsonValue } from "../message/json-value.ts";
import type { RecalledRoute, TakenRoute } from "./taken-route.ts";

/** Called with the key of a unit and counts that it does not know yet. */
export type LearnedListener = (unit: string, learned: JsonValue) => void;

/**
 * Learned state is counts that add up (numbers in objects and lists): whoever learns publishes the
 * difference, and everybody else is told it. A store belongs to one deployment and is closed by who
 * opened it.
 */
export interface StateStore {
  /** Whether every replica of the deployment sees what is kept here. */
  readonly shared: boolean;
  /** Which answers it remembers, for messages: "the last 100000 answers". */
  readonly reach: string;
  /** All that is known of a unit; undefined when nothing is. */
  known(unit: string): JsonValue | undefined;
  /** Adds counts that were learned here. Never fails: what cannot be kept now is kept later. */
  publish(unit: string, learned: JsonValue): void;
  /** Calls back with all that is known, then with what others learn. Returns how to stop. */
  subscribe(listener: LearnedListener): () => void;
  /** Notes the way of an answer. Never fails; the oldest are forgotten. */
  remember(puid: string, route: TakenRoute): void;
  /**
   * What is remembered of a puid.
   * @throws InferenceError UNAVAILABLE, also by rejecting, when the store cannot be asked.
   */
  recall(puid: string): RecalledRoute | Promise<RecalledRoute>;
  /** Writes what is not written yet and lets go. */
  close(): Promise<void>;
}
