/**
 * One request on its way through a graph: who asked, until when, and which way it went. The plan
 * writes into it; units see the part that UnitContext shows.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { UnitContext } from "../units/unit.ts";

/** Where request headers come from; read only when a unit asks. */
export interface HeaderSource {
  get(name: string): string | undefined;
  all(): Readonly<Record<string, string>>;
}

const NO_HEADERS: HeaderSource = Object.freeze({ get: () => undefined, all: () => ({}) });

export class Run implements UnitContext {
  readonly puid: string;
  readonly deadlineMs: number;
  readonly model: string | undefined;
  readonly outputs: readonly string[] | undefined;
  /** Unit name to the child taken, as the plan goes along. */
  readonly routing: Record<string, number> = {};
  /** Unit name to what answered there. */
  readonly requestPath: Record<string, string> = {};
  readonly #headers: HeaderSource;
  #controller: AbortController | undefined = undefined;
  #stopped: InferenceError | undefined = undefined;
  #onStop: ((error: InferenceError) => void) | undefined = undefined;
  #working: string[] | undefined = undefined;
  #onIdle: (() => void) | undefined = undefined;

  constructor(
    puid: string,
    deadlineMs: number = Infinity,
    headers: HeaderSource = NO_HEADERS,
    model?: string,
    outputs?: readonly string[],
  ) {
    this.puid = puid;
    this.deadlineMs = deadlineMs;
    this.#headers = headers;
    this.model = model;
    this.outputs = outputs;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stopped !== undefined) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  /** Why nobody waits for the answer any more; undefined while somebody does. */
  get stopped(): InferenceError | undefined {
    return this.#stopped;
  }

  /** Ends the request: units in flight see their signal abort, no further unit is called. */
  stop(error: InferenceError): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = error;
    this.#controller?.abort(error);
    this.#onStop?.(error);
  }

  /** Settles with `answer`, or rejects as soon as the request is stopped, whichever is first. */
  orStopped<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onStop = reject;
      // Heard in any case: an answer that nobody waits for may still fail.
      answer.then(resolve, reject);
      if (this.#stopped !== undefined) reject(this.#stopped);
    });
  }

  /** Counts the unit as at work until `work` settles, however long somebody waits for it. */
  track<T>(unit: string, work: Promise<T>): Promise<T> {
    const working = (this.#working ??= []);
    working.push(unit);
    const end = (): void => {
      working.splice(working.indexOf(unit), 1);
      if (working.length === 0) this.#onIdle?.();
    };
    work.then(end, end);
    return work;
  }

  /** Names of the units that are at work. */
  get working(): readonly string[] {
    return this.#working ?? [];
  }

  /** Calls back when the last unit that is at work has ended. */
  whenIdle(callback: () => void): void {
    this.#onIdle = callback;
  }

  header(name: string): string | undefined {
    return this.#headers.get(name);
  }

  headers(): Readonly<Record<string, string>> {
    return this.#headers.all();
  }
}

/** What a unit with a deadline of its own sees of a request: it may end sooner for the unit. */
export class UnitRun implements UnitContext {
  readonly deadlineMs: number;
  readonly #run: Run;
  #controller: AbortController | undefined = undefined;
  #stopped: InferenceError | undefined = undefined;

  /** @param deadlineMs the unit's own, on the host's clock */
  constructor(run: Run, deadlineMs: number) {
    this.#run = run;
    this.deadlineMs = Math.min(run.deadlineMs, deadlineMs);
  }

  get puid(): string {
    return this.#run.puid;
  }

  get model(): string | undefined {
    return this.#run.model;
  }

  get outputs(): readonly string[] | undefined {
    return this.#run.outputs;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const own = new AbortController();
      this.#controller = own;
      const { signal } = this.#run;
      if (this.#stopped !== undefined) own.abort(this.#stopped);
      else if (signal.aborted) own.abort(signal.reason);
      else signal.addEventListener("abort", () => own.abort(signal.reason), { once: true });
    }
    return this.#controller.signal;
  }

  /** Ends the unit's call; the request goes on. */
  stop(error: InferenceError): void {
    this.#stopped ??= error;
    this.#controller?.abort(error);
  }

  header(name: string): string | undefined {
    return this.#run.header(name);
  }

  headers(): Readonly<Record<string, string>> {
    return this.#run.headers();
  }
}
