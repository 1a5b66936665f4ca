/** One operation of the program as instructions of the kernels. @module */
import type { Binary, Op, Value } from "../../ir/ops.ts";
import type { Program } from "../../ir/program.ts";
import type { Boundary } from "../boundary.ts";
import type { Arena } from "./arena.ts";
import type { BlobWriter } from "./blob-writer.ts";
import { BINARY, CHECKS, KERNELS, METRICS, NORMS, OPCODES, REDUCES, UNARY } from "./opcodes.ts";
import { writeCategories, writeIntervals, writeLines, writeTerms } from "./tables.ts";
import { writeForest } from "./write-forest.ts";

/** An operand that is the caller's rows. */
export const CALLER = 0xffffffff;
const LANES = 8;

/** The words of an instruction from its opcode on, see wasm-models/kernels/layout.ts. */
export interface Emitted {
  readonly words: readonly number[];
  readonly p?: number;
  readonly q?: number;
  /** Whether it can refuse a row. */
  readonly refuses: boolean;
}

export interface Emission {
  readonly blob: BlobWriter;
  readonly program: Program;
  readonly widths: readonly number[];
  readonly boundary: Boundary;
  /** Rows of a tile. */
  readonly tile: number;
  readonly arena: Arena;
  /** Arena address of each value that is there. */
  readonly places: Map<Value, number>;
  /** Constants already written for another output, by operation. */
  readonly shared: Map<Value, Constants>;
}

/** What an operation has in the blob, whichever output needs it. */
export interface Constants {
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
  readonly d?: number;
  readonly e?: number;
  readonly p?: number;
  readonly q?: number;
  /** Bytes beside the value, freed at once. */
  readonly scratch?: number;
}

/** Instructions for one value; its place and its operands' are settled here. */
export function emit(emission: Emission, value: Value): readonly Emitted[] {
  const { program, places, widths, boundary } = emission;
  const op = program.ops[value]!;
  switch (op.kind) {
    case "numbers":
      return columnsOf(
        emission,
        value,
        op.features.map((feature) => boundary.numbers.indexOf(feature)),
      );
    case "category":
    case "terms": {
      const { column, columns } = boundary.texts.find((text) => text.value === value)!;
      return columnsOf(
        emission,
        value,
        Array.from({ length: columns }, (_, at) => column + at),
      );
    }
    case "concat": {
      const out = place(emission, value);
      let at = 0;
      return op.inputs.map((input) => {
        const words = [OPCODES.copy, out, widths[value]!, places.get(input)!, widths[input]!, 0, 0, 0, 0, at];
        at += widths[input]!;
        return { words, refuses: false };
      });
    }
    case "check": {
      const input = places.get(op.input)!;
      places.set(value, input);
      const words = [OPCODES.check, 0, widths[value]!, input, widths[value]!, 0, 0, 0, 0, CHECKS[op.allowed]];
      return [{ words, refuses: true }];
    }
    case "binary":
      return [binary(emission, value, op)];
    default: {
      let known = emission.shared.get(value);
      if (known === undefined) emission.shared.set(value, (known = constantsOf(emission, op)));
      return [plain(emission, value, op, known)];
    }
  }
}

function place({ arena, places, widths, tile }: Emission, value: Value): number {
  const at = arena.take(widths[value]! * 8 * tile);
  places.set(value, at);
  return at;
}

/** Chosen columns of the caller's rows; all of them in their order need no instruction. */
function columnsOf(emission: Emission, value: Value, columns: readonly number[]): readonly Emitted[] {
  const width = emission.boundary.columns;
  if (columns.length === width && columns.every((column, at) => column === at)) {
    emission.places.set(value, CALLER);
    return [];
  }
  const out = place(emission, value);
  const words = [OPCODES.select, out, columns.length, CALLER, width, 0, 0, emission.blob.u32(columns)];
  return [{ words, refuses: false }];
}

function binary(emission: Emission, value: Value, op: Binary): Emitted {
  const { program, places, widths, blob } = emission;
  const code = BINARY[op.function];
  const right = program.ops[op.right]!;
  const left = program.ops[op.left]!;
  const columns = widths[value]!;
  const constant = right.kind === "constant" ? right : left.kind === "constant" ? left : undefined;
  if (constant === undefined || (right.kind === "constant" && left.kind === "constant")) {
    const from = [
      materialised(emission, op.left),
      widths[op.left]!,
      materialised(emission, op.right),
      widths[op.right]!,
    ];
    return { words: [OPCODES.binary, place(emission, value), columns, ...from, 0, 0, code], refuses: false };
  }
  const other = constant === right ? op.left : op.right;
  const from = [places.get(other)!, widths[other]!, 0, 0, blob.f64(constant.row), 0];
  const side = constant === right ? 0 : 1;
  const words = [OPCODES.binaryRow, place(emission, value), columns, ...from, code, side, constant.row.length];
  return { words, refuses: false };
}

function materialised({ places }: Emission, value: Value): number {
  const at = places.get(value);
  if (at === undefined) throw new RangeError(`Value ${value} is not there`);
  return at;
}

function plain(emission: Emission, value: Value, op: Op, known: Constants): Emitted {
  const { places, widths, arena } = emission;
  const input = "input" in op ? op.input : op.kind === "nearest" ? op.distances : undefined;
  const from = input === undefined ? [0, 0] : [places.get(input)!, widths[input]!];
  const out = place(emission, value);
  const scratch = known.scratch === undefined ? 0 : arena.take(known.scratch);
  if (known.scratch !== undefined) arena.free(scratch);
  const { a = 0, b = 0, c = 0, d = 0, e = 0, p = 0, q = 0 } = known;
  const code = op.kind === "linear" && op.precision === "f32" ? "linear32" : (op.kind as keyof typeof OPCODES);
  const words = [OPCODES[code], out, widths[value]!, ...from, scratch, 0, a, b, c, d, e];
  return { words, p, q, refuses: (op.kind === "codes" && op.unknown === "refuse") || op.kind === "lookup" };
}

function constantsOf({ blob, tile }: Emission, op: Op): Constants {
  switch (op.kind) {
    case "constant":
      return { a: blob.f64(op.row) };
    case "select":
      return { a: blob.u32(op.columns) };
    case "unary":
      return { c: UNARY[op.function] };
    case "replace":
      return { a: blob.f64(op.row), p: op.match };
    case "linear":
      return linear(blob, tile, op);
    case "distance":
      return { a: blob.f64(op.points), c: METRICS[op.metric], p: op.power ?? 2 };
    case "quadratic":
      return { a: blob.f64(op.centres), b: blob.f64(op.weights), c: blob.f64(op.bias) };
    case "kernel":
      return { a: blob.f64(op.vectors), c: KERNELS[op.function], d: op.degree, p: op.gamma, q: op.constant };
    case "nearest":
      return { a: blob.f64(op.targets), c: op.k, d: op.weights === "distance" ? 1 : 0, scratch: op.k * 4 };
    case "trees": {
      const base = blob.f64(op.base);
      return { ...forest(blob, tile, op, "values"), b: base };
    }
    case "leaves":
      return forest(blob, tile, op, "leaves");
    case "reduce":
      return { c: REDUCES[op.function] };
    case "normalise":
      return { c: NORMS[op.norm], p: op.tiny ?? 0 };
    case "codes":
      return {
        a: writeCategories(blob, op.categories),
        c: op.unknown === "refuse" ? 1 : 0,
        p: op.unknown === "refuse" ? NaN : op.unknown,
      };
    case "bins":
      return { a: writeIntervals(blob, op.edges) };
    case "one-hot":
      return { a: blob.u32(op.sizes) };
    case "lookup":
      return { a: blob.f64(op.table), c: op.table.length / op.columns };
    case "polynomial":
      return { a: writeTerms(blob, op.terms) };
    case "interpolate":
      return { a: writeLines(blob, op.xs, op.ys) };
    case "weighted-median":
      return { a: blob.f64(op.weights), scratch: op.weights.length * 4 };
    case "coupling":
      return { scratch: (op.classes * op.classes + op.classes) * 8 };
    default:
      return {};
  }
}

/** Weights in panels, see wasm-models/kernels/dense.ts. */
function linear(blob: BlobWriter, tile: number, op: Extract<Op, { kind: "linear" }>): Constants {
  if (op.precision !== "f32") return { a: blob.f64(panels(op, 8)), b: blob.f64(op.bias) };
  const rows = op.weights.length / Math.max(1, op.columns);
  return { a: blob.f32(panels(op, 16)), b: blob.f32(op.bias), scratch: tile * rows * 4 };
}

/** The weights of so many outputs for the first input, then for the second; the last panel may be narrower. */
function panels({ weights, columns }: Extract<Op, { kind: "linear" }>, width: number): Float64Array {
  const laid = new Float64Array(weights.length);
  let at = 0;
  for (let column = 0; column < columns; column += width) {
    const end = Math.min(columns, column + width);
    for (let row = 0; row < weights.length; row += columns) {
      for (let o = column; o < end; o++) laid[at++] = weights[row + o]!;
    }
  }
  return laid;
}

function forest(
  blob: BlobWriter,
  tile: number,
  op: Extract<Op, { kind: "trees" | "leaves" }>,
  wanted: "values" | "leaves",
): Constants {
  const { address, groupBytes, trees } = writeForest(blob, op.forest, wanted);
  const slotBytes = (Math.ceil(tile / LANES) * groupBytes + 15) & -16;
  return { a: address, c: slotBytes, scratch: slotBytes + (trees + LANES) * 4 };
}
