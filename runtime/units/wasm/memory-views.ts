/**
 * Typed windows on a guest's memory, made once and again only after the memory has grown: growth
 * detaches the old ones.
 * @module
 */
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Datatype, NumericArray } from "../../tensor/datatype.ts";

export class MemoryViews {
  readonly #source: { readonly buffer: ArrayBufferLike };
  readonly #others: Map<Datatype, NumericArray> = new Map();
  buffer: ArrayBufferLike;
  bytes: Uint8Array;
  words: Uint32Array;
  doubles: Float64Array;

  /** @param source A WASM memory, or anything whose `buffer` has a length divisible by 16. */
  constructor(source: { readonly buffer: ArrayBufferLike }) {
    this.#source = source;
    this.buffer = source.buffer;
    this.bytes = new Uint8Array(this.buffer);
    this.words = new Uint32Array(this.buffer);
    this.doubles = new Float64Array(this.buffer);
  }

  /** The whole memory as elements of a numeric datatype. */
  of(datatype: Datatype): NumericArray {
    let view = this.#others.get(datatype);
    if (view === undefined) {
      const array = DATATYPES[datatype].array as unknown as new (buffer: ArrayBufferLike) => NumericArray;
      view = new array(this.buffer);
      this.#others.set(datatype, view);
    }
    return view;
  }

  /** Brings the windows up to date; call it after every call into the guest. */
  refresh(): void {
    const { buffer } = this.#source;
    if (buffer === this.buffer) return;
    this.buffer = buffer;
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.#others.clear();
  }
}

/** Windows on a fresh buffer of at least `bytes` bytes. */
export function ownViews(bytes: number): MemoryViews {
  return new MemoryViews({ buffer: new ArrayBuffer(Math.ceil(bytes / 16) * 16) });
}
