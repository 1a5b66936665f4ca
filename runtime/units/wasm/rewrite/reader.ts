/**
 * Reads a WASM binary with every step checked against its end. Modules are hostile input: whatever
 * the bytes are, the only thing that can come out is an InferenceError.
 * @module
 */
import { InferenceError } from "../../../errors.ts";

/** Refuses the module. */
export function refuse(what: string): never {
  throw new InferenceError("INVALID_ARGUMENT", `Not a WASM module this runtime runs: ${what}`);
}

/** Refuses a feature by its name. */
export function refuseFeature(name: string): never {
  throw new InferenceError("INVALID_ARGUMENT", `The module uses ${name}, which this runtime does not run`);
}

const names: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) refuse(`it ends early, at byte ${this.at}`);
    return this.bytes[this.at++]!;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const next = this.byte();
      if (shift === 28 && next > 0x0f) break;
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    return refuse(`an integer of more than 32 bits at byte ${this.at}`);
  }

  /** Passes over a signed LEB128 of at most `bits` bits. */
  skipSigned(bits: number): void {
    for (let length = 1; length <= Math.ceil(bits / 7); length++) if (this.byte() < 0x80) return;
    refuse(`an integer of more than ${bits} bits at byte ${this.at}`);
  }

  skip(bytes: number): void {
    if (this.at + bytes > this.end) refuse(`it ends early, at byte ${this.end}`);
    this.at += bytes;
  }

  /** A reader of the next `bytes` bytes; this one moves past them. */
  part(bytes: number): ByteReader {
    const start = this.at;
    this.skip(bytes);
    return new ByteReader(this.bytes, start, this.at);
  }

  name(): string {
    const length = this.u32();
    const start = this.at;
    this.skip(length);
    try {
      return names.decode(this.bytes.subarray(start, this.at));
    } catch {
      return refuse(`a name at byte ${start} is not UTF-8`);
    }
  }

  /** Refuses bytes after what was expected. */
  finish(what: string): void {
    if (this.at !== this.end) refuse(`${what} has ${this.end - this.at} bytes too many`);
  }
}
