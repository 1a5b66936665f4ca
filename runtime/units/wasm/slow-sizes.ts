/** What a unit has learned about the inputs that are too much for the serving thread. @module */
import type { EngineVerb } from "../engine.ts";

/** So many calls that would have fitted the slice, and the size is tried on the serving thread again. */
const FITTING_CALLS = 16;
/** A call that would not have fitted takes back so many that would. */
const UNFIT_COSTS = 8;

/**
 * Sizes by verb from which on calls go to a worker thread. A size says little about a hostile
 * input, so what was learned from one is forgotten when most calls turn out to be fast; the next
 * slow one then costs one slice.
 */
export class SlowSizes {
  readonly #known = new Map<EngineVerb, { readonly from: number; fitting: number }>();
  readonly #slice: number;

  /** @param slice Instructions a call may take on the serving thread. */
  constructor(slice: number) {
    this.#slice = slice;
  }

  has(verb: EngineVerb, bytes: number): boolean {
    return bytes >= (this.#known.get(verb)?.from ?? Infinity);
  }

  /** A call used up its slice. */
  learn(verb: EngineVerb, bytes: number): void {
    this.#known.set(verb, { from: bytes, fitting: 0 });
  }

  /** A call in a worker thread took so many instructions. */
  observe(verb: EngineVerb, used: number): void {
    const known = this.#known.get(verb);
    if (known === undefined) return;
    known.fitting = used <= this.#slice ? known.fitting + 1 : Math.max(0, known.fitting - UNFIT_COSTS);
    if (known.fitting >= FITTING_CALLS) this.#known.delete(verb);
  }
}
