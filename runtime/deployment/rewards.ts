/**
 * What rewards need and what comes of them: the ways of the answers that they are given for, and the
 * knowledge of the units that learn from them.
 * @module
 */
import type { HeaderSource, Run } from "../graph/run.ts";
import type { Logger } from "../host.ts";
import type { Feedback } from "../message/feedback.ts";
import type { Message } from "../message/message.ts";
import { judge } from "./answered-by.ts";
import type { Judged } from "./answered-by.ts";
import type { Generation } from "./generation.ts";
import { inheritLearned, mergeStored, passOnLearned } from "./learning.ts";
import type { LoadedPredictor } from "./predictor.ts";
import { takenRoute } from "./recorded-routes.ts";
import type { StateStore } from "./state-store.ts";
import { warnUnshared } from "./unshared.ts";

/** What is known of who sent a feedback. */
interface Caller {
  readonly puid?: string | undefined;
  readonly headers?: HeaderSource | undefined;
}

export class Rewards {
  readonly #store: StateStore;
  readonly #logger: Logger;
  readonly #unsubscribe: () => void;

  /** @param current what is served now: it is told what other copies learn */
  constructor(store: StateStore, logger: Logger, current: () => Generation) {
    this.#store = store;
    this.#logger = logger;
    warnUnshared(current(), store, logger);
    this.#unsubscribe = store.subscribe((unit, learned) => mergeStored(current(), unit, learned, logger));
  }

  /** Remembers which way an answer went. */
  record(predictor: LoadedPredictor, run: Run, request: Message): void {
    // A part of a body would keep all of it in memory.
    const puid = run.puid === request.meta.puid ? detached(run.puid) : run.puid;
    this.#store.remember(puid, takenRoute(predictor, run, request));
  }

  /** Finds the answer that a feedback is for; see judge(). */
  judge(generation: Generation, feedback: Feedback, { headers, puid }: Caller): Promise<Judged> {
    // Routes give every request a puid; only the header tells whether the client did.
    const asked = headers === undefined ? puid : headers.get("seldon-puid");
    return judge(generation, feedback, asked ?? "", this.#store);
  }

  /** Passes on what units of the generation learned. */
  passOn(generation: Generation, current: Generation): void {
    passOnLearned(generation, current, this.#store, this.#logger);
  }

  /** Hands over what the units of the old generation know. */
  inherit(old: Generation, next: Generation): void {
    warnUnshared(next, this.#store, this.#logger);
    inheritLearned(old, next, this.#store, this.#logger);
  }

  /** Hears no more of what others learn; the store stays open. */
  close(): void {
    this.#unsubscribe();
  }
}

// Engines keep a text alive of which a part is used.
function detached(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
