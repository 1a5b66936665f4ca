/** The one message of a unary request as it comes in, counted against the limits. @module */
import { InferenceError } from "../../../errors.ts";
import type { BodyMeter } from "../../../http/body-limits.ts";
import { FrameReader } from "../grpc-frame.ts";
import type { Packing } from "./inflate.ts";

export interface ReceivedMessage {
  readonly body: Uint8Array;
  /** What the body is packed with; undefined when it is as it is. */
  readonly packing: Packing | undefined;
}

export class RequestMessage {
  readonly #meter: BodyMeter;
  readonly #maxBytes: number;
  readonly #frame: FrameReader;

  constructor(meter: BodyMeter, maxBytes: number) {
    this.#meter = meter;
    this.#maxBytes = maxBytes;
    this.#frame = new FrameReader(maxBytes);
  }

  /** Takes the next piece; the error when it is one too many. */
  push(chunk: Buffer<ArrayBuffer>): InferenceError | undefined {
    const wrong = this.#frame.push(chunk);
    if (wrong === undefined) return this.#meter.add(chunk.length);
    return wrong === "too large" ? tooLarge(this.#frame.length, this.#maxBytes) : tooMany();
  }

  /**
   * The message, when the client has sent its last.
   * @param encoding `grpc-encoding` of the call
   * @throws InferenceError UNIMPLEMENTED without a message or for an unknown packing, INTERNAL for a broken one
   */
  finish(encoding: string | undefined): ReceivedMessage {
    const { size } = this.#frame;
    if (size === 0) throw new InferenceError("UNIMPLEMENTED", "Expected one message, got none");
    const taken = this.#frame.take();
    if (taken === undefined) throw new InferenceError("INTERNAL", `The message breaks off after ${size} bytes`);
    const { flag, message: body } = taken;
    if (flag === 0) return { body, packing: undefined };
    if (flag !== 1) throw new InferenceError("INTERNAL", `The message's first byte is ${flag}, expected 0 or 1`);
    if (encoding === "gzip" || encoding === "deflate") return { body, packing: encoding };
    if (encoding === undefined || encoding === "identity") {
      throw new InferenceError("INTERNAL", "The message is compressed, but grpc-encoding does not say how");
    }
    const got = JSON.stringify(encoding.slice(0, 40));
    throw new InferenceError("UNIMPLEMENTED", `grpc-encoding: expected identity, gzip or deflate, got ${got}`);
  }
}

/** The error for a message above the limit. */
export function tooLarge(length: number, maxBytes: number): InferenceError {
  return new InferenceError("RESOURCE_EXHAUSTED", `The message has ${length} bytes, at most ${maxBytes} are taken`);
}

function tooMany(): InferenceError {
  return new InferenceError("UNIMPLEMENTED", "Expected one message, got more");
}
