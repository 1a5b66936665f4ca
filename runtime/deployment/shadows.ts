/**
 * Mirrors requests to shadow predictors: after the answer, bounded, and never heard by a client.
 * @module
 */
import { isPromise } from "../eventually.ts";
import { Run } from "../graph/run.ts";
import type { RuntimeHost } from "../host.ts";
import type { Message } from "../message/message.ts";
import type { Generation } from "./generation.ts";
import type { LoadedPredictor } from "./predictor.ts";
import type { Lifetimes } from "./lifetime.ts";

/** Mirrored requests that may run at once; further ones are dropped and counted. */
const MAX_SHADOWS = 64;

export class Shadows {
  readonly #host: RuntimeHost;
  readonly #lifetimes: Lifetimes;
  #running = 0;
  #dropped = 0;

  constructor(host: RuntimeHost, lifetimes: Lifetimes) {
    this.#host = host;
    this.#lifetimes = lifetimes;
  }

  /** Requests that were not mirrored because too many were running. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends a request to the shadows of the generation, each by its share of the traffic. */
  mirror(generation: Generation, message: Message, puid: string): void {
    for (const shadow of generation.shadows) {
      if (shadow.traffic < 100 && this.#host.random() * 100 >= shadow.traffic) continue;
      if (this.#running >= MAX_SHADOWS) {
        this.#dropped++;
        continue;
      }
      this.#running++;
      generation.enter();
      // After the answer: a shadow must not delay what the client waits for.
      setTimeout(() => void this.#run(generation, shadow, message, puid), 0);
    }
  }

  async #run(generation: Generation, shadow: LoadedPredictor, message: Message, puid: string): Promise<void> {
    const run = new Run(puid, this.#lifetimes.deadlineIn(shadow.deadlineMs));
    const release = (): void => {
      this.#running--;
      generation.leave();
    };
    try {
      const answer = this.#execute(shadow, message, run, release);
      if (isPromise(answer)) await this.#lifetimes.wait(answer, run, undefined, release, () => {});
    } catch (error) {
      this.#host.logger.log("warn", "shadow predictor failed", { predictor: shadow.name, puid, error });
    }
  }

  // Releases what does not have to wait; what does is released by the wait.
  #execute(shadow: LoadedPredictor, message: Message, run: Run, release: () => void): Promise<Message> | undefined {
    try {
      const answer = shadow.plan.execute(message, run);
      if (isPromise(answer)) return answer;
    } catch (error) {
      const failure = this.#lifetimes.fail(error, run);
      this.#lifetimes.release(run, release);
      throw failure;
    }
    release();
    return undefined;
  }
}
