/**
 * The serving side of several processes behind one port: one of the copies that the supervisor
 * started. It tells the supervisor that it serves and what its learning routers learned.
 * @module
 */
import type { LearningStore } from "../../deployment/learning.ts";
import type { JsonValue } from "../../message/json-value.ts";

/** Set in the environment of every serving process. */
export const WORKER_VARIABLE = "ZEROHOP_WORKER";

/** What was learned for `predictor/unit`, on its way between processes. */
export interface LearnedNote {
  readonly kind: "learned";
  readonly unit: string;
  readonly learned: JsonValue;
}

/** A process serves; the text is for the terminal. */
export interface ReadyNote {
  readonly kind: "ready";
  readonly welcome: string;
}

/** Whether this process is one of the serving ones. */
export function isWorker(): boolean {
  return process.env[WORKER_VARIABLE] !== undefined;
}

/** Tells the supervisor that this process serves. */
export function reportReady(welcome: string): void {
  process.send?.({ kind: "ready", welcome } satisfies ReadyNote);
}

/** The learning store of a serving process: everything goes through the supervisor. */
export function createWorkerStore(): LearningStore {
  return {
    publish: (unit, learned) => void process.send?.({ kind: "learned", unit, learned } satisfies LearnedNote),
    subscribe(listener) {
      const onMessage = (note: unknown): void => {
        if (isLearned(note)) listener(note.unit, note.learned);
      };
      process.on("message", onMessage);
      return () => void process.off("message", onMessage);
    },
  };
}

/** Whether a message between processes is a LearnedNote. */
export function isLearned(note: unknown): note is LearnedNote {
  return typeof note === "object" && note !== null && (note as LearnedNote).kind === "learned";
}
