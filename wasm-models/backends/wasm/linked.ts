/**
 * Compiled models over one memory: the kernels are there once, each model is a blob beside the others,
 * and all share one arena, for runs never overlap.
 * @module
 */
import { Arena } from "./arena.ts";
import { decodeBase64 } from "./base64.ts";
import { LINKED_MODULE } from "./linked-module.ts";

const PAGE = 65_536;
const MAX_PAGES = 65_536;

interface Kernels {
  run(blob: number, output: number, x: number, rows: number, out: number, arena: number): number;
}

export class LinkedKernels {
  readonly memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  readonly #room = new Arena();
  #arena = 0;
  #arenaBytes = 0;

  /** @param module linked kernels, compiled */
  constructor(module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.#kernels = instance.exports as unknown as Kernels;
  }

  /** Kernels of this program, where modules may be compiled at run time. */
  static async load(): Promise<LinkedKernels> {
    return new LinkedKernels(await WebAssembly.compile(decodeBase64(LINKED_MODULE)));
  }

  /**
   * Room of so many bytes at an address divisible by 16.
   * @throws RangeError when there is no memory left
   */
  take(bytes: number): number {
    const at = this.#room.take(bytes);
    const missing = this.#room.size - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** Gives room back. */
  free(at: number): void {
    this.#room.free(at);
  }

  /** Room that all models use in turn; asking for more may move it. */
  arena(bytes: number): number {
    if (bytes > this.#arenaBytes) {
      if (this.#arenaBytes > 0) this.free(this.#arena);
      this.#arena = this.take(bytes);
      this.#arenaBytes = bytes;
    }
    return this.#arena;
  }

  /** @returns 0 done, 1 refused (instruction, row and column stand in the arena), 2 not understood */
  run(blob: number, output: number, x: number, rows: number, out: number, arena: number): number {
    return this.#kernels.run(blob, output, x, rows, out, arena);
  }
}
