/** How many requests may be in progress: of a deployment, or of a single unit. @module */
import { InferenceError } from "../errors.ts";

const MAX_CONCURRENT = 1024;

export interface RequestLimitOptions {
  /** Requests in progress before more are refused. Default 1024, or ZEROHOP_MAX_CONCURRENT. */
  readonly maxConcurrent?: number | undefined;
}

export class RequestLimit {
  readonly #max: number;
  #running = 0;

  constructor({ maxConcurrent }: RequestLimitOptions, env: Readonly<Record<string, string | undefined>>) {
    const given = Number(env["ZEROHOP_MAX_CONCURRENT"]);
    this.#max = maxConcurrent ?? (given > 0 ? given : MAX_CONCURRENT);
  }

  /** Requests in progress. */
  get running(): number {
    return this.#running;
  }

  /** @throws InferenceError RESOURCE_EXHAUSTED when there is no place for one more. */
  check(): void {
    if (this.#running < this.#max) return;
    throw new InferenceError("RESOURCE_EXHAUSTED", `Too many requests in progress; the limit is ${this.#max}`);
  }

  enter(): void {
    this.#running++;
  }

  leave(): void {
    this.#running--;
  }
}
