/**
 * Messages as gRPC frames them on a stream: a byte that says whether they are compressed, four for
 * their length, then the message.
 * @module
 */
import type { Writable } from "node:stream";
import { FRAME_HEAD_BYTES } from "../../grpc/frame.ts";
import { ArrivingBytes } from "../../http/arriving-bytes.ts";

/** Larger messages are not copied behind their head. */
const MAX_JOINED_BYTES = 64 * 1024;

/** Writes a message as the last thing on a stream. */
export function endWith(stream: Writable, message: Uint8Array): void {
  const isJoined = message.length <= MAX_JOINED_BYTES;
  const head = Buffer.allocUnsafe(isJoined ? FRAME_HEAD_BYTES + message.length : FRAME_HEAD_BYTES);
  head[0] = 0;
  head.writeUInt32BE(message.length, 1);
  if (isJoined) {
    head.set(message, FRAME_HEAD_BYTES);
    stream.end(head);
    return;
  }
  stream.cork();
  stream.write(head);
  stream.end(message);
}

/** A message without its head. */
export interface Unframed {
  /** 0 as it is, 1 compressed; anything else is against the protocol. */
  readonly flag: number;
  /** Plain bytes, no Buffer: parts of it end up in messages, and a Buffer behaves otherwise there. */
  readonly message: Uint8Array;
}

/** Takes the one message of a stream as it comes in. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #arrived = new ArrivingBytes();
  /** What its head says; unknown before the head is there. */
  #length = -1;

  /** @param maxBytes largest message, without its head */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that came so far. */
  get size(): number {
    return this.#arrived.size;
  }

  /** Bytes that the message has as its head says; -1 before the head is there. */
  get length(): number {
    return this.#length;
  }

  /** Takes the next piece. Answers what is wrong: the message is above the limit, or something stands behind it. */
  push(chunk: Buffer<ArrayBuffer>): "too large" | "too many" | undefined {
    const arrived = this.#arrived;
    arrived.add(chunk);
    if (this.#length < 0) {
      if (arrived.size < FRAME_HEAD_BYTES) return undefined;
      this.#length = lengthIn(arrived.whole());
      if (this.#length > this.#maxBytes) return "too large";
    }
    return arrived.size > FRAME_HEAD_BYTES + this.#length ? "too many" : undefined;
  }

  /** The message; undefined as long as it is not whole. */
  take(): Unframed | undefined {
    if (this.#length < 0 || this.#arrived.size !== FRAME_HEAD_BYTES + this.#length) return undefined;
    const whole = this.#arrived.whole();
    const message = new Uint8Array(whole.buffer, whole.byteOffset + FRAME_HEAD_BYTES, this.#length);
    return { flag: whole[0]!, message };
  }
}

// A head's first byte is flags, the others are the length.
function lengthIn(head: Uint8Array): number {
  return ((head[1]! << 24) | (head[2]! << 16) | (head[3]! << 8) | head[4]!) >>> 0;
}
