/**
 * Runs a program row by row as it stands: exact, slow and easy to check. It is what the other backends
 * are compared with, and it needs no WebAssembly.
 * @module
 */
import { boundaryOf } from "../backends/boundary.ts";
import type { NumericOp, Op, Value } from "../ir/ops.ts";
import type { Program } from "../ir/program.ts";
import { logSumExp, normalise, reduce, softmax, weightedMedian } from "./across.ts";
import { BINARY, UNARY } from "./elementwise.ts";
import { bins, codes, interpolate, oneHot } from "./encode.ts";
import { leafOf, sumTrees } from "./forest.ts";
import type { Row } from "./forest.ts";
import { coupling, votes } from "./pairs.ts";
import { distances, kernels, nearest, quadratic } from "./points.ts";
import { neededBy } from "../ir/needed.ts";

/** A row that the model refuses: the operation and the column of its input. */
export class RefusedRow extends Error {
  readonly op: Op;
  readonly column: number;

  constructor(op: Op, column: number) {
    super(`The model refuses column ${column} at ${op.kind}`);
    this.name = "RefusedRow";
    this.op = op;
    this.column = column;
  }
}

/**
 * One row of a value.
 * @param row what the boundary says: numeric columns, category indices, counts
 * @throws RefusedRow when a check or an unknown category says so
 */
export function interpret(program: Program, value: Value, row: Row): Float64Array {
  const boundary = boundaryOf(program);
  const values = new Map<Value, Row>();
  for (const at of neededBy(program, [value])) {
    const op = program.ops[at]!;
    if (op.kind === "numbers") {
      values.set(
        at,
        op.features.map((feature) => row[boundary.numbers.indexOf(feature)]!),
      );
    } else if (op.kind === "category" || op.kind === "terms") {
      const { column, columns } = boundary.texts.find((text) => text.value === at)!;
      values.set(at, Array.from(row).slice(column, column + columns));
    } else
      values.set(
        at,
        compute(op, (operand) => values.get(operand)!),
      );
  }
  return Float64Array.from(values.get(value)!);
}

function compute(op: NumericOp, of: (value: Value) => Row): Row {
  switch (op.kind) {
    case "constant":
      return op.row;
    case "select": {
      const x = of(op.input);
      return Float64Array.from(op.columns, (column) => x[column]!);
    }
    case "concat":
      return op.inputs.flatMap((input) => Array.from(of(input)));
    case "unary":
      return Array.from(of(op.input), UNARY[op.function]);
    case "binary": {
      const left = of(op.left);
      const right = of(op.right);
      const length = left.length === 1 ? right.length : left.length;
      const at = (x: Row, column: number): number => x[x.length === 1 ? 0 : column]!;
      return Array.from({ length }, (_, column) => BINARY[op.function](at(left, column), at(right, column)));
    }
    case "replace":
      return Array.from(of(op.input), (x, column) =>
        x === op.match || (Number.isNaN(x) && Number.isNaN(op.match)) ? op.row[column]! : x,
      );
    case "check": {
      const x = of(op.input);
      const column = Array.from(x).findIndex((value) => !isAllowed(op.allowed, value));
      if (column >= 0) throw new RefusedRow(op, column);
      return x;
    }
    case "linear": {
      const x = of(op.input);
      const round = op.precision === "f32" ? Math.fround : (value: number): number => value;
      return Float64Array.from(op.bias, (bias, o) => {
        let sum = round(bias);
        for (let i = 0; i < x.length; i++) {
          sum = round(sum + round(round(x[i]!) * round(op.weights[i * op.columns + o]!)));
        }
        return sum;
      });
    }
    case "distance":
      return distances(op, of(op.input));
    case "quadratic":
      return quadratic(op, of(op.input));
    case "kernel":
      return kernels(op, of(op.input));
    case "nearest":
      return nearest(op, of(op.distances));
    case "trees":
      return sumTrees(op.forest, op.base, of(op.input));
    case "leaves":
      return Array.from(op.forest.roots, (_, tree) => leafOf(op.forest, tree, of(op.input)));
    case "reduce":
      return [reduce(op.function, of(op.input))];
    case "softmax":
      return softmax(of(op.input));
    case "log-sum-exp":
      return [logSumExp(of(op.input))];
    case "normalise":
      return normalise(op, of(op.input));
    case "codes": {
      const found = codes(op, of(op.input));
      if (typeof found === "number") throw new RefusedRow(op, found);
      return found;
    }
    case "bins":
      return bins(op, of(op.input));
    case "one-hot":
      return oneHot(op, of(op.input));
    case "lookup": {
      const index = of(op.input)[0]!;
      if (!(index >= 0 && index < op.table.length / op.columns)) throw new RefusedRow(op, 0);
      const at = Math.trunc(index) * op.columns;
      return op.table.subarray(at, at + op.columns);
    }
    case "polynomial": {
      const x = of(op.input);
      return op.terms.map((term) => term.reduce((product, column) => product * x[column]!, 1));
    }
    case "interpolate":
      return interpolate(op, of(op.input));
    case "weighted-median":
      return [weightedMedian(op, of(op.input))];
    case "votes":
      return votes(op.classes, of(op.input));
    default:
      return coupling(op.classes, of(op.input));
  }
}

function isAllowed(allowed: "finite" | "not-infinite" | "non-negative" | "float32", x: number): boolean {
  if (allowed === "non-negative") return !(x < 0);
  if (allowed === "not-infinite") return Math.abs(x) !== Infinity;
  if (allowed === "float32") return Math.abs(Math.fround(x)) !== Infinity;
  return Number.isFinite(x);
}
