import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { compileBlob } from "../../../wasm-models/backends/wasm/blob.ts";
import { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { RefusedRow, interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import type { Program } from "../../../wasm-models/ir/program.ts";
import { Random, STEPS, randomProgram } from "./random-programs.ts";

const ROWS = 21;
const RUNS = Number(process.env["FUZZ_COUNT"] ?? 60);

describe("kernels", () => {
  let kernels: LinkedKernels;
  beforeAll(async () => {
    kernels = await LinkedKernels.load();
  });

  /** What a blob gives for rows, a list of numbers a row; "refused" with its place in the first bad one. */
  function run(program: Program, rows: readonly Float64Array[]): readonly number[] | string {
    const blob = compileBlob(program);
    const { columns } = blob.outputs[0]!;
    const at = kernels.take(blob.bytes.length);
    const [x, out, arena] = [
      kernels.take(rows.length * blob.boundary.columns * 8),
      kernels.take(rows.length * columns * 8),
      kernels.take(blob.arenaBytes),
    ];
    new Uint8Array(kernels.memory.buffer).set(blob.bytes, at);
    const input = new Float64Array(kernels.memory.buffer, x, rows.length * blob.boundary.columns);
    rows.forEach((row, index) => input.set(row, index * blob.boundary.columns));
    const status = kernels.run(at, 0, x, rows.length, out, arena);
    expect(status).toBeLessThan(2);
    if (status === 1) {
      const [, row, column] = new Int32Array(kernels.memory.buffer, arena, 3);
      return `refused at ${row},${column}`;
    }
    return Array.from(new Float64Array(kernels.memory.buffer, out, rows.length * columns));
  }

  function oracle(program: Program, rows: readonly Float64Array[]): readonly number[] | string {
    const answers: number[] = [];
    for (const row of rows) {
      try {
        answers.push(...interpret(program, program.outputs[0]!.value, row));
      } catch (error) {
        if (error instanceof RefusedRow) return `refused at ${rows.indexOf(row)},${error.column}`;
        throw error;
      }
    }
    return answers;
  }

  function compare(program: Program, rows: readonly Float64Array[]): void {
    const [ours, expected] = [run(program, rows), oracle(program, rows)];
    if (typeof ours === "string" || typeof expected === "string") {
      // Tiles run an operation for many rows before the next: which of several bad rows is named may differ.
      expect(typeof ours).toBe(typeof expected);
      return;
    }
    const wrong = expected.findIndex((value, index) => !Object.is(value, ours[index]));
    if (wrong >= 0 || ours.length !== expected.length) {
      expect({ at: wrong, value: ours[wrong], length: ours.length }).toEqual({
        at: wrong,
        value: expected[wrong],
        length: expected.length,
      });
    }
  }

  test.each(Object.keys(STEPS))("%s gives the interpreter's bits, one row and many", (name) => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, steps) => {
        const random = new Random(seed);
        const program = randomProgram(random, name, steps);
        const width = compileBlob(program).boundary.columns;
        const rows = Array.from({ length: ROWS }, () => random.list(width, () => random.number()));
        compare(program, rows);
        for (const row of rows.slice(0, 3)) compare(program, [row]);
      }),
      { numRuns: RUNS },
    );
  });
});
