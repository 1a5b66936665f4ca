/** The addresses behind a name, all of them, looked up again as they grow old. @module */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** Addresses of one name that are used. */
const MAX_ADDRESSES = 64;
/** Failing connections ask for new addresses no more often than this. */
const MIN_INTERVAL_MS = 1000;

/** Looks a name up. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** All addresses of a name, as the system knows them. */
export const systemLookup: Lookup = async (host) => {
  if (isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

export class Addresses {
  readonly #host: string;
  readonly #lookup: Lookup;
  readonly #maxAgeMs: number;
  readonly #onChange: (addresses: readonly string[]) => void;
  #running: Promise<void> | undefined = undefined;
  #resolvedMs = -Infinity;
  #isStale = true;

  /** @param onChange told what each look-up found */
  constructor(host: string, lookup: Lookup, maxAgeMs: number, onChange: (addresses: readonly string[]) => void) {
    this.#host = host;
    this.#lookup = lookup;
    this.#maxAgeMs = maxAgeMs;
    this.#onChange = onChange;
  }

  /** The addresses may be wrong: they are looked up with the next call. */
  distrust(): void {
    this.#isStale = true;
  }

  get isResolving(): boolean {
    return this.#running !== undefined;
  }

  /** Whether it is time to look the name up. */
  isDue(nowMs: number): boolean {
    const ageMs = nowMs - this.#resolvedMs;
    return this.#running === undefined && (ageMs > this.#maxAgeMs || (this.#isStale && ageMs > MIN_INTERVAL_MS));
  }

  /** Looks the name up; one look-up at a time. @throws what the resolver of the system says */
  resolve(): Promise<void> {
    this.#running ??= this.#resolve().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #resolve(): Promise<void> {
    try {
      const found = [...new Set(await this.#lookup(this.#host))].slice(0, MAX_ADDRESSES);
      if (found.length === 0) throw new Error(`${this.#host} has no addresses`);
      this.#isStale = false;
      this.#onChange(found);
    } finally {
      this.#resolvedMs = performance.now();
    }
  }
}
