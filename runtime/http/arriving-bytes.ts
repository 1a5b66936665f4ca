/**
 * The bytes of a body as they arrive. A piece takes some hundred bytes of memory beside its own, and a
 * client chooses how small its pieces are: so small ones are joined on the way.
 * @module
 */

/** Pieces that may wait to be joined. */
const MAX_WAITING = 256;
/** Pieces of at least so many bytes on average stay as they are. */
const LARGE_BYTES = 1024;
/** What the widest numbers lie at multiples of. */
const ALIGNMENT = 8;

export class ArrivingBytes {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  /** Pieces at the end that may yet be joined, and their bytes. */
  #waiting = 0;
  #waitingBytes = 0;
  #size = 0;

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  add(piece: Uint8Array<ArrayBuffer>): void {
    this.#pieces.push(piece);
    this.#size += piece.length;
    this.#waitingBytes += piece.length;
    if (++this.#waiting < MAX_WAITING) return;
    if (this.#waitingBytes < MAX_WAITING * LARGE_BYTES) {
      const small = this.#pieces.splice(-this.#waiting);
      this.#pieces.push(join(small, this.#waitingBytes));
    }
    this.#waiting = 0;
    this.#waitingBytes = 0;
  }

  /**
   * All of them in one: the very piece where there was only one. More may still be added.
   * @param aligned place that should lie at a multiple of 8 in memory, where numbers begin that are to be read in place
   */
  whole(aligned: number = 0): Uint8Array<ArrayBuffer> {
    if (this.#pieces.length === 1) return this.#pieces[0]!;
    const joined = join(this.#pieces, this.#size, (ALIGNMENT - (aligned % ALIGNMENT)) % ALIGNMENT);
    this.#pieces.length = 0;
    this.#pieces.push(joined);
    this.#waiting = 0;
    this.#waitingBytes = 0;
    return joined;
  }
}

/** @param before bytes that are left free in front */
function join(pieces: readonly Uint8Array[], size: number, before: number = 0): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(before + size).subarray(before);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
