/**
 * The one message of a unary request as it comes in: a byte that says whether it is compressed, four
 * for its length, then the message.
 * @module
 */
import { InferenceError } from "../../../errors.ts";
import type { BodyMeter } from "../../../http/body-limits.ts";
import type { Packing } from "./inflate.ts";

/** In front of each message. */
export const HEAD_BYTES = 5;

export interface ReceivedMessage {
  readonly body: Uint8Array;
  /** What the body is packed with; undefined when it is as it is. */
  readonly packing: Packing | undefined;
}

export class RequestMessage {
  readonly #meter: BodyMeter;
  readonly #maxBytes: number;
  #first: Buffer | undefined = undefined;
  /** All that came, from the second piece on. */
  #rest: Buffer[] | undefined = undefined;
  #size = 0;
  /** Length with the head; unknown before the head is there. */
  #expected = -1;

  constructor(meter: BodyMeter, maxBytes: number) {
    this.#meter = meter;
    this.#maxBytes = maxBytes;
  }

  /** Takes the next piece; the error when it is one too many. */
  push(chunk: Buffer): InferenceError | undefined {
    if (this.#first === undefined) this.#first = chunk;
    else (this.#rest ??= [this.#first]).push(chunk);
    this.#size += chunk.length;
    if (this.#expected < 0 && this.#size >= HEAD_BYTES) {
      const length = this.#joined().readUInt32BE(1);
      if (length > this.#maxBytes) return tooLarge(length, this.#maxBytes);
      this.#expected = HEAD_BYTES + length;
    }
    if (this.#expected >= 0 && this.#size > this.#expected) return tooMany();
    return this.#meter.add(chunk.length);
  }

  /**
   * The message, when the client has sent its last.
   * @param encoding `grpc-encoding` of the call
   * @throws InferenceError UNIMPLEMENTED without a message or for an unknown packing, INTERNAL for a broken one
   */
  finish(encoding: string | undefined): ReceivedMessage {
    if (this.#size === 0) throw new InferenceError("UNIMPLEMENTED", "Expected one message, got none");
    if (this.#size !== this.#expected) {
      throw new InferenceError("INTERNAL", `The message breaks off after ${this.#size} bytes`);
    }
    const whole = this.#joined();
    const flag = whole[0]!;
    const body = whole.subarray(HEAD_BYTES);
    if (flag === 0) return { body, packing: undefined };
    if (flag !== 1) throw new InferenceError("INTERNAL", `The message's first byte is ${flag}, expected 0 or 1`);
    if (encoding === "gzip" || encoding === "deflate") return { body, packing: encoding };
    if (encoding === undefined || encoding === "identity") {
      throw new InferenceError("INTERNAL", "The message is compressed, but grpc-encoding does not say how");
    }
    const got = JSON.stringify(encoding.slice(0, 40));
    throw new InferenceError("UNIMPLEMENTED", `grpc-encoding: expected identity, gzip or deflate, got ${got}`);
  }

  #joined(): Buffer {
    if (this.#rest === undefined) return this.#first!;
    const joined = Buffer.concat(this.#rest);
    this.#first = joined;
    this.#rest = undefined;
    return joined;
  }
}

/** The error for a message above the limit. */
export function tooLarge(length: number, maxBytes: number): InferenceError {
  return new InferenceError("RESOURCE_EXHAUSTED", `The message has ${length} bytes, at most ${maxBytes} are taken`);
}

function tooMany(): InferenceError {
  return new InferenceError("UNIMPLEMENTED", "Expected one message, got more");
}
