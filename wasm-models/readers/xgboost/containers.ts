/** Counts what a document holds while it is read. @module */
import { BYTES_PER_CONTAINER, FREE_CONTAINERS, MAX_DEPTH } from "./limits.ts";
import { refuse } from "./refuse.ts";

export class Containers {
  #left: number;
  #depth = 0;

  /** @param size bytes of the document */
  constructor(size: number) {
    this.#left = FREE_CONTAINERS + Math.floor(size / BYTES_PER_CONTAINER);
  }

  /** Goes into a list or an object. */
  enter(at: number): void {
    if (++this.#depth > MAX_DEPTH) refuse(`byte ${at}`, `at most ${MAX_DEPTH} lists and objects in each other`, "more");
    if (--this.#left < 0) refuse(`byte ${at}`, "fewer lists and objects for a file of this size", "more");
  }

  leave(): void {
    this.#depth--;
  }
}
