/** Requests over HTTP/2 that are still arriving, which have as long as over HTTP/1.1. @module */
import { InferenceError } from "../../../errors.ts";

/** A request must have come after so many looks: five minutes. */
const RECEIVE_LOOKS = 30;

/** Something whose end has not come yet. */
export interface Arriving {
  /** Ends it, with the error for its client. */
  fail(error: InferenceError): void;
}

export class Receiving {
  /** With the looks that each has seen so far. */
  readonly #looks = new Map<Arriving, number>();

  add(arriving: Arriving): void {
    this.#looks.set(arriving, 0);
  }

  /** It has come, or gone. */
  delete(arriving: Arriving): void {
    this.#looks.delete(arriving);
  }

  /** Ends what has had its time; called every ten seconds. */
  look(): void {
    for (const [arriving, looks] of this.#looks) {
      if (looks < RECEIVE_LOOKS) {
        this.#looks.set(arriving, looks + 1);
        continue;
      }
      this.#looks.delete(arriving);
      arriving.fail(new InferenceError("DEADLINE_EXCEEDED", "The request did not come in time"));
    }
  }
}
