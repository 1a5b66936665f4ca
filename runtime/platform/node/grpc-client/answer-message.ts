/** The one message of an answer as it comes in. @module */
import { gunzip } from "node:zlib";
import { promisify } from "node:util";
import { InferenceError } from "../../../errors.ts";
import { FrameReader } from "../grpc-frame.ts";

const inflate = promisify(gunzip);

export class AnswerMessage {
  readonly #frame: FrameReader;
  readonly #maxBytes: number;

  /** @param maxBytes largest message, as it comes and unpacked */
  constructor(maxBytes: number) {
    this.#frame = new FrameReader(maxBytes);
    this.#maxBytes = maxBytes;
  }

  /** @throws InferenceError RESOURCE_EXHAUSTED for a message above the limit, INTERNAL for more than one. */
  push(chunk: Buffer<ArrayBuffer>): void {
    const wrong = this.#frame.push(chunk);
    if (wrong === undefined) return;
    if (wrong === "too many") throw new InferenceError("INTERNAL", "The answer has bytes behind its message");
    const text = `The answer has ${this.#frame.length} bytes, at most ${this.#maxBytes} are taken`;
    throw new InferenceError("RESOURCE_EXHAUSTED", text);
  }

  /**
   * The message.
   * @param encoding of the answer: `identity` or `gzip`
   * @throws InferenceError INTERNAL when it is missing, cut off or cannot be unpacked.
   */
  finish(encoding: string): Uint8Array | Promise<Uint8Array> {
    const taken = this.#frame.take();
    if (taken === undefined) {
      const { size } = this.#frame;
      const what = size === 0 ? "no message" : `a message that breaks off after ${size} bytes`;
      throw new InferenceError("INTERNAL", `The answer has ${what}`);
    }
    const { flag, message } = taken;
    if (flag === 0) return message;
    if (flag === 1 && encoding === "gzip") return this.#unpack(message);
    throw new InferenceError("INTERNAL", `The answer is compressed as ${encoding.slice(0, 40)}, which was not offered`);
  }

  async #unpack(message: Uint8Array): Promise<Uint8Array> {
    try {
      const { buffer, byteOffset, byteLength } = await inflate(message, { maxOutputLength: this.#maxBytes });
      return new Uint8Array(buffer, byteOffset, byteLength);
    } catch (cause) {
      const isLarge = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
      if (!isLarge) throw new InferenceError("INTERNAL", "The answer is no gzip", { cause });
      const text = `The answer has more than ${this.#maxBytes} bytes when it is unpacked`;
      throw new InferenceError("RESOURCE_EXHAUSTED", text, { cause });
    }
  }
}
