/** A compiled model that runs on the kernels of this process. @module */
import { invalid } from "../../runtime/errors.ts";
import type { LinkedKernels } from "../backends/wasm/linked.ts";
import type { ModelMetadata } from "./metadata.ts";
import type { OpenedModule } from "./read.ts";

/** Rows that are copied in together, as long as they stay below these bytes. */
const CHUNK_ROWS = 256;
const CHUNK_BYTES = 4_194_304;

const DONE = 0;
const REFUSED = 1;

/** Writes row `row` of a batch into `into`, from `at` on. */
export type FillRow = (row: number, into: Float64Array, at: number) => void;

export class LinkedModel {
  readonly metadata: ModelMetadata;
  readonly #kernels: LinkedKernels;
  readonly #blob: number;
  readonly #chunk: number;
  readonly #x: number;
  readonly #out: number;
  #input = new Float64Array();

  constructor(kernels: LinkedKernels, { metadata, blob }: OpenedModule) {
    this.metadata = metadata;
    this.#kernels = kernels;
    const widest = Math.max(1, metadata.columns, ...metadata.outputs.map(({ columns }) => columns));
    this.#chunk = Math.max(1, Math.min(CHUNK_ROWS, Math.floor(CHUNK_BYTES / (widest * 8))));
    this.#blob = kernels.take(blob.length);
    this.#x = kernels.take(this.#chunk * metadata.columns * 8);
    this.#out = kernels.take(this.#chunk * widest * 8);
    new Uint8Array(kernels.memory.buffer).set(blob, this.#blob);
  }

  /** Number of an output by its name; -1 when there is none. */
  output(name: string): number {
    return this.metadata.outputs.findIndex((output) => output.name === name);
  }

  /**
   * @param from row of the batch to begin with
   * @returns the output's columns, row after row: an array of its own
   * @throws InferenceError INVALID_ARGUMENT naming row, column and what was expected
   */
  run(output: number, rows: number, fill: FillRow, from = 0): Float64Array {
    const { columns: width, arenaBytes } = this.metadata;
    const { columns } = this.metadata.outputs[output]!;
    const answer = new Float64Array(rows * columns);
    for (let first = 0; first < rows; first += this.#chunk) {
      const count = Math.min(this.#chunk, rows - first);
      const input = this.#view();
      for (let row = 0; row < count; row++) fill(from + first + row, input, row * width);
      const arena = this.#kernels.arena(arenaBytes);
      const status = this.#kernels.run(this.#blob, output, this.#x, count, this.#out, arena);
      if (status !== DONE) this.#fail(status, output, arena, from + first);
      answer.set(new Float64Array(this.#kernels.memory.buffer, this.#out, count * columns), first * columns);
    }
    return answer;
  }

  /** Gives the model's memory back; it must not be run again. */
  close(): void {
    this.#kernels.free(this.#blob);
    this.#kernels.free(this.#x);
    this.#kernels.free(this.#out);
  }

  /** The rows to be filled; made again when the memory grew. */
  #view(): Float64Array {
    if (this.#input.buffer !== this.#kernels.memory.buffer) {
      const length = this.#chunk * this.metadata.columns;
      this.#input = new Float64Array(this.#kernels.memory.buffer, this.#x, length);
    }
    return this.#input;
  }

  #fail(status: number, output: number, arena: number, first: number): never {
    if (status !== REFUSED) throw new Error(`The kernels do not understand the model (status ${status})`);
    const [instruction = 0, row = 0, column = 0] = new Int32Array(this.#kernels.memory.buffer, arena, 3);
    const refusal = this.metadata.refusals.find((one) => one.output === output && one.instruction === instruction);
    const { expected = "another value", by = "the model" } = refusal ?? {};
    return invalid(`Row ${first + row}, column ${column} of what ${by} gets: expected ${expected}`);
  }
}
