/**
 * Messages as gRPC frames them: a byte that says whether they are compressed, four for the length,
 * then the message.
 * @module
 */
import { gunzip } from "node:zlib";
import { promisify } from "node:util";
import { InferenceError } from "../../../errors.ts";

const HEAD_BYTES = 5;
/** Larger messages are not copied behind their head. */
const MAX_JOINED_BYTES = 64 * 1024;

const inflate = promisify(gunzip);

/** The parts of a message to write, in order. */
export function frame(body: Uint8Array): readonly Uint8Array[] {
  const isJoined = body.length <= MAX_JOINED_BYTES;
  const head = Buffer.allocUnsafe(isJoined ? HEAD_BYTES + body.length : HEAD_BYTES);
  head[0] = 0;
  head.writeUInt32BE(body.length, 1);
  if (!isJoined) return [head, body];
  head.set(body, HEAD_BYTES);
  return [head];
}

/** Takes the one message of an answer as it comes in. */
export class MessageReader {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** Length with the head; unknown before the head is there. */
  #expected: number | undefined = undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws InferenceError RESOURCE_EXHAUSTED for a message above the limit, INTERNAL for more than one. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#expected === undefined && this.#size >= HEAD_BYTES) {
      const length = this.#joined().readUInt32BE(1);
      if (length > this.#maxBytes) {
        const text = `The answer has ${length} bytes, at most ${this.#maxBytes} are taken`;
        throw new InferenceError("RESOURCE_EXHAUSTED", text);
      }
      this.#expected = HEAD_BYTES + length;
    }
    if (this.#expected !== undefined && this.#size > this.#expected) {
      throw new InferenceError("INTERNAL", "The answer has bytes behind its message");
    }
  }

  /**
   * The message.
   * @param encoding of the answer: `identity` or `gzip`
   * @throws InferenceError INTERNAL when it is missing, cut off or cannot be unpacked.
   */
  finish(encoding: string): Uint8Array | Promise<Uint8Array> {
    if (this.#size !== this.#expected) {
      const what = this.#size === 0 ? "no message" : `a message that breaks off after ${this.#size} bytes`;
      throw new InferenceError("INTERNAL", `The answer has ${what}`);
    }
    const whole = this.#joined();
    // Plain bytes: parts of it end up in messages, and a Buffer behaves otherwise there.
    const message = new Uint8Array(whole.buffer, whole.byteOffset + HEAD_BYTES, whole.byteLength - HEAD_BYTES);
    if (whole[0] === 0) return message;
    if (whole[0] === 1 && encoding === "gzip") return this.#unpack(message);
    throw new InferenceError("INTERNAL", `The answer is compressed as ${encoding.slice(0, 40)}, which was not offered`);
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks.splice(0, this.#chunks.length, Buffer.concat(this.#chunks));
    return this.#chunks[0]!;
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
