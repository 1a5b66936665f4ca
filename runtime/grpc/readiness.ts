/** Whether a service can answer, asked by many and found out seldom. @module */
import type { AcceptsRequests } from "../http/health.ts";

/** Milliseconds for which an answer holds. */
const FRESH_MS = 500;

export class Readiness {
  readonly #accepts: AcceptsRequests;
  readonly #ready: () => Promise<void>;
  readonly #now: () => number;
  #asked = -Infinity;
  #answer: Promise<boolean> = Promise.resolve(false);

  /**
   * @param accepts whether new requests are still wanted
   * @param ready resolves when every unit can answer
   * @param now monotonic milliseconds
   */
  constructor(accepts: AcceptsRequests, ready: () => Promise<void>, now: () => number) {
    this.#accepts = accepts;
    this.#ready = ready;
    this.#now = now;
  }

  /** Whether it drains: it will not be ready again. */
  get draining(): boolean {
    return !this.#accepts();
  }

  /** Whether new requests would be answered; at most half a second old. */
  async check(): Promise<boolean> {
    if (this.draining) return false;
    const now = this.#now();
    if (now - this.#asked >= FRESH_MS) {
      this.#asked = now;
      this.#answer = this.#ready().then(
        () => true,
        () => false,
      );
    }
    return (await this.#answer) && !this.draining;
  }
}
