/** What serving processes and the first process, which owns their state, tell each other. @module */
import type { RecalledRoute, TakenRoute } from "../../../deployment/taken-route.ts";
import type { JsonValue } from "../../../message/json-value.ts";

/** What was learned for a unit, by its key in stores; goes both ways. */
export interface LearnedNote {
  readonly kind: "learned";
  readonly unit: string;
  readonly learned: JsonValue;
}

/** The ways of answers, by puid. */
export interface RoutesNote {
  readonly kind: "routes";
  readonly routes: readonly (readonly [puid: string, route: TakenRoute])[];
}

/** Asks for what is remembered of a puid. */
export interface RecallNote {
  readonly kind: "recall";
  readonly id: number;
  readonly puid: string;
}

/** The answer to a RecallNote. */
export interface RecalledNote {
  readonly kind: "recalled";
  readonly id: number;
  readonly route: RecalledRoute;
}

export type StateNote = LearnedNote | RoutesNote | RecallNote | RecalledNote;

const KINDS: readonly unknown[] = ["learned", "routes", "recall", "recalled"] satisfies readonly StateNote["kind"][];

/** Whether a message between processes is about state. */
export function isStateNote(note: unknown): note is StateNote {
  return typeof note === "object" && note !== null && KINDS.includes((note as StateNote).kind);
}
