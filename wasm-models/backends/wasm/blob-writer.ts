/** Bytes that grow: headers, instructions and constants of a blob, little endian. @module */

/** A blob at most: what a 32-bit memory can hold beside its arena. */
export const MAX_BLOB_BYTES = 1_073_741_824;

/** Everything begins at a multiple of this. */
const ALIGNMENT = 16;

export class BlobWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Room of so many zero bytes; gives its address. */
  reserve(bytes: number): number {
    const at = (this.#length + ALIGNMENT - 1) & -ALIGNMENT;
    const end = at + bytes;
    if (end > MAX_BLOB_BYTES) throw new RangeError(`The model needs more than ${MAX_BLOB_BYTES} bytes`);
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(MAX_BLOB_BYTES, Math.max(end, this.#bytes.length * 2)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return at;
  }

  setU32(address: number, value: number): void {
    this.#view.setUint32(address, value, true);
  }

  setU16(address: number, value: number): void {
    this.#view.setUint16(address, value, true);
  }

  setU8(address: number, value: number): void {
    this.#bytes[address] = value;
  }

  setF32(address: number, value: number): void {
    this.#view.setFloat32(address, value, true);
  }

  setF64(address: number, value: number): void {
    this.#view.setFloat64(address, value, true);
  }

  f64(values: ArrayLike<number>): number {
    const at = this.reserve(values.length * 8);
    for (let index = 0; index < values.length; index++) this.#view.setFloat64(at + index * 8, values[index]!, true);
    return at;
  }

  f32(values: ArrayLike<number>): number {
    const at = this.reserve(values.length * 4);
    for (let index = 0; index < values.length; index++) this.#view.setFloat32(at + index * 4, values[index]!, true);
    return at;
  }

  u32(values: ArrayLike<number>): number {
    const at = this.reserve(values.length * 4);
    for (let index = 0; index < values.length; index++) this.#view.setUint32(at + index * 4, values[index]!, true);
    return at;
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}
