/**
 * How many bytes of request bodies may be held: of one, and of all that are in flight. Only what
 * has arrived counts, so that a client cannot fill the budget with promises.
 * @module
 */
import { InferenceError } from "../errors.ts";

/** Default for one body: an image batch fits, and parsing it cannot exhaust a small pod. */
const BODY_BYTES = 32 * 1024 * 1024;
/** Default for all bodies together, as a multiple of one. */
const IN_FLIGHT_BODIES = 8;

export interface BodyLimitOptions {
  /** Largest request body in bytes. Default 32 MiB, or ZEROHOP_MAX_BODY_BYTES. */
  readonly maxBodyBytes?: number | undefined;
  /** Bytes of all bodies being read or worked on. Default eight times the largest body. */
  readonly maxInFlightBytes?: number | undefined;
}

export class BodyLimits {
  /** Largest body in bytes. */
  readonly perBody: number;
  readonly #inFlight: number;
  #held = 0;

  constructor(options: BodyLimitOptions, env: Readonly<Record<string, string | undefined>>) {
    this.perBody = options.maxBodyBytes ?? (Number(env["ZEROHOP_MAX_BODY_BYTES"]) || BODY_BYTES);
    this.#inFlight = options.maxInFlightBytes ?? this.perBody * IN_FLIGHT_BODIES;
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held;
  }

  /** The error for a body that is announced as too large; undefined when it may come. */
  refuse(announced: number): InferenceError | undefined {
    return announced > this.perBody ? tooLarge(this.perBody) : undefined;
  }

  /** A meter for one body that begins to arrive. @param limit of this one, where it has its own */
  open(limit: number = this.perBody): BodyMeter {
    return new BodyMeter(limit, (bytes) => this.#take(bytes));
  }

  #take(bytes: number): InferenceError | undefined {
    if (bytes > 0 && this.#held + bytes > this.#inFlight) {
      const text = `Request bodies in flight exceed ${this.#inFlight} bytes; try again`;
      return new InferenceError("RESOURCE_EXHAUSTED", text);
    }
    this.#held += bytes;
    return undefined;
  }
}

export class BodyMeter {
  readonly #limit: number;
  readonly #take: (bytes: number) => InferenceError | undefined;
  #size = 0;

  constructor(limit: number, take: (bytes: number) => InferenceError | undefined) {
    this.#limit = limit;
    this.#take = take;
  }

  /** Counts bytes that arrived; the error when they are too many. */
  add(bytes: number): InferenceError | undefined {
    if (this.#size + bytes > this.#limit) return tooLarge(this.#limit);
    const error = this.#take(bytes);
    if (error === undefined) this.#size += bytes;
    return error;
  }

  /** Gives back what is not held any more, while the rest is. */
  giveBack(bytes: number): void {
    this.#size -= bytes;
    this.#take(-bytes);
  }

  /** Gives everything back; may be called twice. */
  release(): void {
    this.#take(-this.#size);
    this.#size = 0;
  }
}

function tooLarge(limit: number): InferenceError {
  return new InferenceError("PAYLOAD_TOO_LARGE", `The request body is larger than the limit of ${limit} bytes`);
}
