/**
 * Compiled models over one memory: the kernels are there once, each model is a blob that lies beside
 * the others.
 * @module
 */
import { decodeBase64 } from "./base64.ts";
import { LINKED_MODULE } from "./linked-module.ts";
import type { CompiledBlob } from "./blob.ts";

const PAGE = 65_536;
const MAX_PAGES = 65_536;

interface Kernels {
  run(blob: number, output: number, x: number, rows: number, out: number, arena: number): number;
}

/** What a run answers beside numbers. */
export interface Refused {
  readonly instruction: number;
  readonly row: number;
  readonly column: number;
}

export class LinkedKernels {
  readonly memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  #end = 16;

  constructor(module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.#kernels = instance.exports as unknown as Kernels;
  }

  static async load(): Promise<LinkedKernels> {
    return new LinkedKernels(await WebAssembly.compile(decodeBase64(LINKED_MODULE)));
  }

  /** Room of so many bytes, divisible by 16; what was taken stays taken. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end = (at + bytes + 15) & -16;
    const missing = this.#end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  add(blob: CompiledBlob): number {
    const at = this.take(blob.bytes.length);
    new Uint8Array(this.memory.buffer).set(blob.bytes, at);
    return at;
  }

  run(blob: number, output: number, x: number, rows: number, out: number, arena: number): number {
    return this.#kernels.run(blob, output, x, rows, out, arena);
  }
}
