/**
 * The messages of one call as their bytes arrive: each within its limit and its time, all of them
 * counted with the other bodies in flight until they are answered.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { BodyLimits, BodyMeter } from "../http/body-limits.ts";
import { FRAME_HEAD_BYTES } from "./frame.ts";

/** Milliseconds in which a message that has begun, or the first one, must have come: as HTTP/1.1 has on Node. */
const RECEIVE_MS = 300_000;

export interface ArrivingOptions {
  /** Largest message in bytes, as it comes and unpacked. */
  readonly maxMessageBytes: number;
  /** Whether each message has a head that tells its length; else the body is one message. */
  readonly isFramed: boolean;
  /** Default five minutes. */
  readonly receiveMs?: number | undefined;
}

export class ArrivingMessages {
  readonly #meter: BodyMeter;
  readonly #maxBytes: number;
  readonly #isFramed: boolean;
  readonly #receiveMs: number;
  /** Bytes that are counted for each message that is not answered, the oldest first. */
  readonly #counted: number[] = [];
  /** How many of those a handler has. */
  #handed = 0;
  /** Whether the client owes a message, or the rest of one. */
  #isDue = true;
  /** Bytes of the message's head that are there; its length so far. */
  #headBytes = 0;
  #length = 0;
  /** Bytes of the message that are still to come, as far as its head is known. */
  #left = 0;

  constructor(bodies: BodyLimits, { maxMessageBytes, isFramed, receiveMs }: ArrivingOptions) {
    this.#maxBytes = maxMessageBytes;
    this.#isFramed = isFramed;
    this.#receiveMs = receiveMs ?? RECEIVE_MS;
    this.#meter = bodies.open(isFramed ? Infinity : maxMessageBytes);
  }

  /**
   * The same bytes, each piece counted before it is handed on.
   * @throws InferenceError PAYLOAD_TOO_LARGE, RESOURCE_EXHAUSTED, or DEADLINE_EXCEEDED for what does not come
   */
  async *read(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const source = body[Symbol.asyncIterator]();
    let isOpen = true;
    let patience: Patience | undefined;
    try {
      for (;;) {
        // Between two messages a client may think as long as it likes.
        if (this.#isDue) patience ??= new Patience(this.#receiveMs);
        const { done, value } = await (patience === undefined ? source.next() : patience.with(source.next()));
        isOpen = done !== true;
        if (!isOpen) return;
        const error = this.#count(value as Uint8Array);
        if (error !== undefined) throw error;
        if (!this.#isDue) patience = patience?.end();
        yield value as Uint8Array;
      }
    } finally {
      patience?.end();
      // Not waited for: one that does not come would never end.
      if (isOpen) source.return?.()?.catch(() => {});
    }
  }

  /** A handler gets the next message. @param bytes of it, unpacked @throws InferenceError RESOURCE_EXHAUSTED */
  hand(bytes: number): void {
    const counted = this.#counted[this.#handed] ?? 0;
    if (bytes > counted) {
      const error = this.#meter.add(bytes - counted);
      if (error !== undefined) throw error;
      this.#counted[this.#handed] = bytes;
    }
    this.#handed++;
  }

  /** The oldest message is answered. */
  answer(): void {
    if (this.#handed === 0) return;
    this.#handed--;
    this.#meter.giveBack(this.#counted.shift()!);
  }

  /** The call is over; may be called twice. */
  release(): void {
    this.#meter.release();
    this.#counted.length = 0;
  }

  #count(chunk: Uint8Array): InferenceError | undefined {
    const error = this.#meter.add(chunk.length);
    if (error !== undefined) return error;
    if (this.#isFramed) return this.#countFrames(chunk);
    this.#counted[0] = (this.#counted[0] ?? 0) + chunk.length;
    return undefined;
  }

  #countFrames(chunk: Uint8Array): InferenceError | undefined {
    for (let at = 0; at < chunk.length;) {
      this.#isDue = true;
      if (this.#headBytes < FRAME_HEAD_BYTES) {
        // The first byte is flags.
        if (this.#headBytes > 0) this.#length = this.#length * 256 + chunk[at]!;
        this.#headBytes++;
        at++;
        if (this.#headBytes < FRAME_HEAD_BYTES) continue;
        this.#left = this.#length;
        if (this.#left > this.#maxBytes) return tooLarge(this.#left, this.#maxBytes);
      } else {
        const taken = Math.min(this.#left, chunk.length - at);
        this.#left -= taken;
        at += taken;
      }
      if (this.#left > 0) continue;
      this.#counted.push(FRAME_HEAD_BYTES + this.#length);
      this.#headBytes = 0;
      this.#length = 0;
      this.#isDue = false;
    }
    return undefined;
  }
}

function tooLarge(length: number, maxBytes: number): InferenceError {
  return new InferenceError("RESOURCE_EXHAUSTED", `The message has ${length} bytes, at most ${maxBytes} are taken`);
}

/** How long somebody still waits. */
class Patience {
  readonly #late: Promise<never>;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(ms: number) {
    this.#late = new Promise((_, reject) => {
      const error = new InferenceError("DEADLINE_EXCEEDED", "The request did not come in time");
      this.#timer = setTimeout(() => reject(error), ms);
    });
    // It may be over while nobody waits.
    this.#late.catch(() => {});
  }

  with<T>(next: Promise<T>): Promise<T> {
    return Promise.race([next, this.#late]);
  }

  end(): undefined {
    clearTimeout(this.#timer);
  }
}
