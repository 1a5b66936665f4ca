/**
 * The WASM backend: a program becomes a position-independent blob that the kernels run. The blob's
 * layout is in wasm-models/kernels/layout.ts.
 * @module
 */
import type { Op, Value } from "../../ir/ops.ts";
import type { Output, Program } from "../../ir/program.ts";
import { boundaryOf } from "../boundary.ts";
import type { Boundary } from "../boundary.ts";
import { widthsOf } from "../../ir/widths.ts";
import { Arena } from "./arena.ts";
import { BlobWriter } from "./blob-writer.ts";
import { CALLER, emit } from "./instructions.ts";
import type { Constants, Emitted } from "./instructions.ts";
import { neededBy, operandsOf } from "../../ir/needed.ts";

const MAGIC = 0x314d485a;
const VERSION = 1;
const HEADER_BYTES = 32;
const OUTPUT_BYTES = 16;
const INSTRUCTION_BYTES = 64;
/** Rows that go through the program together: few enough that their values stay near. */
const MAX_TILE = 128;
const ARENA_GOAL = 524_288;

/** Where an instruction can refuse a row, for the error. */
export interface Refusal {
  readonly output: number;
  readonly instruction: number;
  readonly op: Op;
}

export interface CompiledBlob {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the caller fills each row with. */
  readonly boundary: Boundary;
  readonly outputs: readonly (Output & { readonly columns: number })[];
  /** Bytes of the arena that a run needs. */
  readonly arenaBytes: number;
  readonly refusals: readonly Refusal[];
}

/** @throws RangeError when the model is too large */
export function compileBlob(program: Program): CompiledBlob {
  const widths = widthsOf(program.ops);
  const boundary = boundaryOf(program);
  const blob = new BlobWriter();
  blob.reserve(HEADER_BYTES);
  const table = blob.reserve(program.outputs.length * OUTPUT_BYTES);
  const tile = tileOf(program, widths);
  const shared = new Map<Value, Constants>();
  const refusals: Refusal[] = [];
  let arenaBytes = 0;
  program.outputs.forEach((output, index) => {
    const arena = new Arena();
    const needed = neededBy(program, [output.value]);
    const lastUse = lastUses(program, needed, output.value);
    const places = new Map<Value, number>();
    const words: Emitted[] = [];
    const folded = foldedConstants(program, needed, output.value);
    for (const value of needed) {
      if (folded.has(value)) continue;
      const emitted = emit({ blob, program, widths, boundary, tile, arena, places, shared }, value);
      for (const one of emitted) {
        if (one.refuses) refusals.push({ output: index, instruction: words.length, op: program.ops[value]! });
        words.push(one);
      }
      for (const [done, last] of lastUse) {
        const at = places.get(done);
        if (last === value && at !== undefined && at !== CALLER) arena.free(at);
      }
    }
    const first = blob.reserve(words.length * INSTRUCTION_BYTES);
    words.forEach((one, at) => writeInstruction(blob, first + at * INSTRUCTION_BYTES, one));
    const row = [first, words.length, places.get(output.value)!, widths[output.value]!];
    row.forEach((word, at) => blob.setU32(table + index * OUTPUT_BYTES + at * 4, word));
    arenaBytes = Math.max(arenaBytes, arena.size);
  });
  const header = [MAGIC, blob.length, VERSION, boundary.columns, tile, arenaBytes, program.outputs.length, table];
  header.forEach((word, at) => blob.setU32(at * 4, word));
  const outputs = program.outputs.map((output) => ({ ...output, columns: widths[output.value]! }));
  return { bytes: blob.finish(), boundary, outputs, arenaBytes, refusals };
}

function writeInstruction(blob: BlobWriter, address: number, { words, p = 0, q = 0 }: Emitted): void {
  words.forEach((word, at) => blob.setU32(address + at * 4, word));
  blob.setF64(address + 48, p);
  blob.setF64(address + 56, q);
}

/** The operation whose place a value stands in: a check leaves its input where it is. */
function rootOf({ ops }: Program, value: Value): Value {
  let op = ops[value]!;
  while (op.kind === "check") op = ops[(value = op.input)]!;
  return value;
}

/** The last needed operation that reads each value; the output is read by nobody and stays. */
function lastUses(program: Program, needed: readonly Value[], output: Value): ReadonlyMap<Value, Value> {
  const last = new Map<Value, Value>();
  for (const value of needed) {
    for (const operand of operandsOf(program.ops[value]!)) last.set(rootOf(program, operand), value);
  }
  last.delete(rootOf(program, output));
  return last;
}

/** Constants that stand in an instruction of their reader, as rows, and need no place of their own. */
function foldedConstants(program: Program, needed: readonly Value[], output: Value): ReadonlySet<Value> {
  const isConstant = (value: Value): boolean => program.ops[value]!.kind === "constant";
  const folded = new Set(needed.filter((value) => isConstant(value) && value !== output));
  for (const value of needed) {
    const op = program.ops[value]!;
    if (op.kind === "binary" && isConstant(op.left) !== isConstant(op.right)) continue;
    for (const operand of operandsOf(op)) folded.delete(operand);
  }
  return folded;
}

function tileOf(program: Program, widths: readonly number[]): number {
  const widest = program.ops.reduce(
    (most, op, value) => Math.max(most, widths[value]! * (op.kind === "trees" ? 4 : 1)),
    1,
  );
  let tile = MAX_TILE;
  while (tile > 1 && widest * 8 * tile > ARENA_GOAL) tile >>= 1;
  return tile;
}
