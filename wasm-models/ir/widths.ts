/** How many columns each operation makes, and whether its operands fit. @module */
import { leafCount, treeCount } from "./forest.ts";
import { checkForest } from "./check-forest.ts";
import type { Op, Value } from "./ops.ts";

/** Columns of one value at most; a wider model would not fit a tile. */
export const MAX_COLUMNS = 4_194_304;

function need(condition: boolean, message: string): asserts condition {
  if (!condition) throw new RangeError(message);
}

function all(length: number, size: number, what: string): void {
  need(length === size, `${what}: expected ${size} numbers, got ${length}`);
}

/**
 * The width of what `op` makes.
 * @param widthOf of earlier values
 * @throws RangeError when operands or constants do not fit each other
 */
export function widthOf(op: Op, of: (value: Value) => number): number {
  const width = unchecked(op, of);
  need(Number.isInteger(width) && width >= 0 && width <= MAX_COLUMNS, `${op.kind}: ${width} columns are too many`);
  return width;
}

function unchecked(op: Op, of: (value: Value) => number): number {
  switch (op.kind) {
    case "numbers":
      return op.features.length;
    case "category":
    case "log-sum-exp":
      return 1;
    case "terms":
      return op.columns;
    case "constant":
      return op.row.length;
    case "select": {
      const width = of(op.input);
      need(
        op.columns.every((column) => column >= 0 && column < width),
        `select: a column outside of 0..${width - 1}`,
      );
      return op.columns.length;
    }
    case "concat":
      return op.inputs.reduce((sum, input) => sum + of(input), 0);
    case "unary":
    case "softmax":
    case "normalise":
    case "check":
      return of(op.input);
    case "binary": {
      const left = of(op.left);
      const right = of(op.right);
      need(left === right || left === 1 || right === 1, `${op.function}: ${left} columns with ${right}`);
      return left === 1 ? right : left;
    }
    case "replace":
      all(op.row.length, of(op.input), "replace");
      return op.row.length;
    case "linear":
      all(op.weights.length, of(op.input) * op.columns, "linear weights");
      all(op.bias.length, op.columns, "linear bias");
      return op.columns;
    case "distance":
      return rowsOf(op.points, of(op.input), "distance");
    case "kernel":
      return rowsOf(op.vectors, of(op.input), "kernel");
    case "quadratic":
      all(op.centres.length, of(op.input) * op.bias.length, "quadratic centres");
      all(op.weights.length, op.centres.length, "quadratic weights");
      return op.bias.length;
    case "nearest":
      all(op.targets.length, of(op.distances) * op.columns, "nearest targets");
      need(op.k >= 1 && op.k <= of(op.distances), `nearest: ${op.k} of ${of(op.distances)} points`);
      return op.columns;
    case "trees":
      checkForest(op.forest, of(op.input), op.base.length);
      return op.base.length;
    case "leaves":
      checkForest(op.forest, of(op.input), leafCount(op.forest));
      return treeCount(op.forest);
    case "reduce":
      need(of(op.input) >= 1, `${op.function}: nothing to reduce`);
      return 1;
    case "codes":
      all(op.categories.length, of(op.input), "codes");
      return op.categories.length;
    case "bins":
      all(op.edges.length, of(op.input), "bins");
      return op.edges.length;
    case "one-hot":
      all(op.sizes.length, of(op.input), "one-hot");
      return op.sizes.reduce((sum, size) => sum + size, 0);
    case "lookup":
      need(of(op.input) === 1, `lookup: expected 1 column, got ${of(op.input)}`);
      rowsOf(op.table, op.columns, "lookup");
      return op.columns;
    case "polynomial": {
      const width = of(op.input);
      need(
        op.terms.every((term) => term.every((column) => column >= 0 && column < width)),
        `polynomial: a column outside of 0..${width - 1}`,
      );
      return op.terms.length;
    }
    case "interpolate":
      all(op.xs.length, of(op.input), "interpolate");
      need(
        op.xs.every((xs, column) => xs.length > 0 && xs.length === op.ys[column]?.length),
        "interpolate: points do not match",
      );
      return op.xs.length;
    case "weighted-median":
      all(op.weights.length, of(op.input), "weighted-median");
      return 1;
    case "votes":
    case "coupling":
      all(of(op.input), (op.classes * (op.classes - 1)) / 2, op.kind);
      return op.classes;
    default:
      throw new RangeError(`There is no operation ${(op satisfies never as Op).kind}`);
  }
}

function rowsOf(data: Float64Array, width: number, what: string): number {
  need(width > 0 && data.length % width === 0, `${what}: ${data.length} numbers are no rows of ${width}`);
  return data.length / width;
}

/** The width of every operation's value. @throws RangeError when one does not fit */
export function widthsOf(ops: readonly Op[]): readonly number[] {
  const widths: number[] = [];
  ops.forEach((op, index) => {
    widths.push(
      widthOf(op, (value) => {
        const width = value < index ? widths[value] : undefined;
        return width ?? fail(`${op.kind}: operand ${value} is not there yet`);
      }),
    );
  });
  return widths;
}

function fail(message: string): never {
  throw new RangeError(message);
}
