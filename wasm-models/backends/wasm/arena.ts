/** Places values in one stretch of memory; room of a value that is no longer needed is used again. @module */

const ALIGNMENT = 16;
/** The status of a run stands here. */
const RESERVED = 64;

interface Block {
  readonly at: number;
  readonly end: number;
}

export class Arena {
  /** Taken blocks, ascending. */
  readonly #taken: Block[] = [];
  #size = RESERVED;

  /** Bytes of the whole arena so far. */
  get size(): number {
    return this.#size;
  }

  /** The first gap that is large enough. */
  take(bytes: number): number {
    const size = Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) & -ALIGNMENT);
    let at = RESERVED;
    let index = 0;
    for (; index < this.#taken.length; index++) {
      const block = this.#taken[index]!;
      if (block.at - at >= size) break;
      at = block.end;
    }
    this.#taken.splice(index, 0, { at, end: at + size });
    this.#size = Math.max(this.#size, at + size);
    return at;
  }

  free(at: number): void {
    const index = this.#taken.findIndex((block) => block.at === at);
    if (index >= 0) this.#taken.splice(index, 1);
  }
}
