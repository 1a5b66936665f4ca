/** Exact numbers of bytes out of pieces of any length. @module */

export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Some bytes, at least one and at most `most`; undefined at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#at === this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return undefined;
      this.#piece = value;
      this.#at = 0;
    }
    const end = Math.min(this.#piece.length, this.#at + most);
    const taken = this.#piece.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Exactly `count` bytes; fewer only at the end. */
  async exactly(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const taken = await this.some(count - filled);
      if (taken === undefined) return bytes.subarray(0, filled);
      bytes.set(taken, filled);
      filled += taken.length;
    }
    return bytes;
  }

  /** Whether all `count` bytes were there to leave out. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0;) {
      const taken = await this.some(left);
      if (taken === undefined) return false;
      left -= taken.length;
    }
    return true;
  }

  /** Lets go of the pieces. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
