/**
 * The serving side of several processes behind one port: one of the copies that the supervisor
 * started. It tells the supervisor that it serves.
 * @module
 */

/** Set in the environment of every serving process, to its number from 1. */
export const WORKER_VARIABLE = "ZEROHOP_WORKER";

/** A process serves; the text is for the terminal. */
export interface ReadyNote {
  readonly kind: "ready";
  readonly welcome: string;
}

/** Whether this process is one of the serving ones. */
export function isWorker(): boolean {
  return process.env[WORKER_VARIABLE] !== undefined;
}

/** Whether this process is the first of the serving ones. */
export function isFirstWorker(): boolean {
  return process.env[WORKER_VARIABLE] === "1";
}

/** Tells the supervisor that this process serves. */
export function reportReady(welcome: string): void {
  process.send?.({ kind: "ready", welcome } satisfies ReadyNote);
}
