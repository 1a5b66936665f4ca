/** Random values, forests and operations for tests that compare backends. */
import { Builder } from "../../../wasm-models/ir/builder.ts";
import type { Forest } from "../../../wasm-models/ir/forest.ts";
import type { BinaryFunction, UnaryFunction, Value } from "../../../wasm-models/ir/ops.ts";
import type { Program } from "../../../wasm-models/ir/program.ts";

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Mostly ordinary, sometimes anything that a float64 can be. */
  number(): number {
    const kind = this.unit();
    if (kind < 0.04) return NaN;
    if (kind < 0.08)
      return this.pick([0, -0, Infinity, -Infinity, 1e300, -1e300, 5e-324, 1e-36, 3.4028234663852886e38]);
    if (kind < 0.3) return this.below(7) - 2;
    return (this.unit() - 0.5) * 6;
  }

  ordinary(): number {
    return (this.unit() - 0.5) * 4;
  }

  list(length: number, draw: () => number): Float64Array {
    return Float64Array.from({ length }, draw);
  }
}

export interface ForestOptions {
  readonly columns: number;
  readonly trees: number;
  readonly depth: number;
  readonly compared: "f32" | "f64";
  readonly summed: "f32" | "f64";
  readonly outputs: number;
  readonly arity: number;
  readonly categorical: boolean;
  readonly linear: boolean;
  /** Distinct thresholds; many of them make intervals that do not fit a byte. */
  readonly thresholds: number;
}

export function randomForest(random: Random, options: ForestOptions): Forest {
  const left: number[] = [];
  const right: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  const flags: number[] = [];
  const values: number[] = [];
  const setStart = [0];
  const sets: number[] = [];
  const constants: number[] = [];
  const start = [0];
  const terms: number[] = [];
  const weights: number[] = [];
  const single = (x: number): number => (options.compared === "f32" && random.unit() < 0.7 ? Math.fround(x) : x);

  const leaf = (node: number): void => {
    left[node] = -1 - values.length / options.arity;
    for (let at = 0; at < options.arity; at++)
      values.push(options.summed === "f32" ? Math.fround(random.ordinary()) : random.ordinary());
    constants.push(random.ordinary());
    for (let count = random.below(3); count > 0; count--) {
      terms.push(random.below(options.columns));
      weights.push(random.ordinary());
    }
    start.push(terms.length);
  };
  const split = (node: number): void => {
    feature[node] = random.below(options.columns);
    flags[node] = random.below(4) | (random.unit() < 0.5 ? 4 : 0);
    if (options.categorical && random.unit() < 0.3) {
      flags[node] = (flags[node] & 4) | random.below(2) | 8 | (random.unit() < 0.5 ? 16 : 0);
      threshold[node] = setStart.length - 1;
      for (let words = 1 + random.below(2); words > 0; words--) sets.push(random.below(4294967296));
      setStart.push(sets.length);
    } else if (random.unit() < 0.05) threshold[node] = random.pick([0, Infinity, -1e300, 1e-36, 1e300]);
    else threshold[node] = single((Math.floor(random.unit() * options.thresholds) / options.thresholds) * 6 - 3);
  };
  const node = (depth: number): number => {
    const id = left.push(0) - 1;
    right.push(0);
    feature.push(0);
    threshold.push(0);
    flags.push(0);
    if (depth === 0 || random.unit() < 0.15) leaf(id);
    else {
      split(id);
      left[id] = node(depth - 1);
      right[id] = node(depth - 1);
    }
    return id;
  };
  const roots = Array.from({ length: options.trees }, () => node(options.depth));
  const targets = roots.map(() => random.below(options.outputs - options.arity + 1));
  return {
    roots: Int32Array.from(roots),
    targets: Int32Array.from(targets),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    flags: Uint8Array.from(flags),
    setStart: Int32Array.from(setStart),
    sets: Uint32Array.from(sets),
    arity: options.arity,
    values: Float64Array.from(values),
    ...(options.linear
      ? {
          linear: {
            constant: Float64Array.from(constants),
            start: Int32Array.from(start),
            feature: Int32Array.from(terms),
            weight: Float64Array.from(weights),
          },
        }
      : {}),
    comparison: random.pick(["le", "lt"]),
    compared: options.compared,
    summed: options.summed,
  };
}

const UNARY: readonly UnaryFunction[] = [
  "negate",
  "absolute",
  "square",
  "sqrt",
  "reciprocal",
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "tanh",
  "sigmoid",
  "sublinear",
  "relu",
  "sign",
  "floor",
  "ceil",
  "round",
  "float32",
  "isNaN",
];
const BINARY: readonly BinaryFunction[] = ["add", "subtract", "multiply", "divide", "min", "max", "le", "lt", "equal"];

type Step = (random: Random, b: Builder, input: Value, width: number) => Value;

/** One way to go on from a value, for each kind of operation. */
export const STEPS: Readonly<Record<string, Step>> = {
  select: (random, b, input, width) =>
    b.select(
      input,
      Array.from({ length: 1 + random.below(5) }, () => random.below(width)),
    ),
  concat: (random, b, input) => b.concat([input, b.unary("absolute", input), b.constant([random.number(), 1])]),
  unary: (random, b, input) => b.unary(random.pick(UNARY), input),
  binaryRow: (random, b, input, width) =>
    b.binary(
      random.pick(BINARY),
      input,
      random.list(random.pick([1, width]), () => random.number()),
    ),
  rowBinary: (random, b, input, width) =>
    b.binary(random.pick(BINARY), b.constant(random.list(random.pick([1, width]), () => random.number())), input),
  binary: (random, b, input) => b.binary(random.pick(BINARY), input, b.unary(random.pick(UNARY), input)),
  binaryOne: (random, b, input) => b.binary(random.pick(BINARY), b.reduce("sum", input), input),
  replace: (random, b, input, width) =>
    b.add({
      kind: "replace",
      input,
      match: random.pick([NaN, 0, 1]),
      row: random.list(width, () => random.ordinary()),
    }),
  check: (random, b, input) =>
    b.add({
      kind: "check",
      input,
      allowed: random.pick(["finite", "not-infinite", "non-negative", "float32"]),
      by: "test",
    }),
  linear: (random, b, input, width) => {
    const columns = 1 + random.below(20);
    const draw = (): number => random.ordinary();
    return b.linear(input, random.list(width * columns, draw), random.list(columns, draw));
  },
  linear32: (random, b, input, width) => {
    const columns = 1 + random.below(40);
    const list = (length: number): Float64Array => random.list(length, () => random.ordinary());
    const [weights, bias] = [list(width * columns), list(columns)];
    return b.add({ kind: "linear", input, columns, weights, bias, precision: "f32" });
  },
  distance: (random, b, input, width) =>
    b.add({
      kind: "distance",
      input,
      points: random.list(width * (1 + random.below(5)), () => random.ordinary()),
      metric: random.pick(["euclidean", "squared-euclidean", "manhattan", "chebyshev", "minkowski", "cosine"]),
      power: 3,
    }),
  quadratic: (random, b, input, width) => {
    const count = 1 + random.below(4);
    const draw = (length: number): Float64Array => random.list(length, () => random.ordinary());
    return b.add({
      kind: "quadratic",
      input,
      centres: draw(width * count),
      weights: draw(width * count),
      bias: draw(count),
    });
  },
  kernel: (random, b, input, width) =>
    b.add({
      kind: "kernel",
      input,
      vectors: random.list(width * (1 + random.below(5)), () => random.ordinary()),
      function: random.pick(["linear", "polynomial", "rbf", "sigmoid"]),
      gamma: 0.3,
      constant: 0.5,
      degree: 1 + random.below(4),
    }),
  nearest: (random, b, input, width) => {
    const columns = 1 + random.below(3);
    const distances = b.unary("absolute", b.add({ kind: "replace", input, match: NaN, row: new Float64Array(width) }));
    return b.add({
      kind: "nearest",
      distances,
      k: 1 + random.below(width),
      weights: random.pick(["uniform", "distance"]),
      targets: random.list(width * columns, () => random.ordinary()),
      columns,
    });
  },
  trees: (random, b, input, width) => {
    const arity = random.pick([1, 1, 1, 2, 3]);
    const outputs = arity + random.below(3);
    const summed = random.pick(["f32", "f64"] as const);
    const linear = arity === 1 && summed === "f64" && random.unit() < 0.2;
    const forest = randomForest(random, {
      columns: width,
      trees: 1 + random.below(30),
      depth: 1 + random.below(6),
      compared: random.pick(["f32", "f64"]),
      summed,
      outputs,
      arity,
      linear,
      categorical: random.unit() < 0.5,
      thresholds: random.pick([20, 5000]),
    });
    const round = summed === "f32" ? Math.fround : (x: number): number => x;
    return b.trees(
      input,
      forest,
      random.list(outputs, () => round(random.ordinary())),
    );
  },
  leaves: (random, b, input, width) => {
    const forest = randomForest(random, {
      columns: width,
      trees: 1 + random.below(20),
      depth: 1 + random.below(5),
      compared: random.pick(["f32", "f64"]),
      summed: "f64",
      outputs: 1,
      arity: 1,
      linear: false,
      categorical: true,
      thresholds: 50,
    });
    return b.add({ kind: "leaves", input, forest });
  },
  reduce: (random, b, input) => b.reduce(random.pick(["sum", "mean", "min", "max", "argmax", "argmin"]), input),
  softmax: (_, b, input) => b.softmax(input),
  logSumExp: (_, b, input) => b.add({ kind: "log-sum-exp", input }),
  normalise: (random, b, input) => b.add({ kind: "normalise", input, norm: random.pick(["l1", "l2", "max", "sum"]) }),
  codes: (random, b, input, width) =>
    b.add({
      kind: "codes",
      input,
      categories: Array.from({ length: width }, () =>
        Float64Array.from(random.pick([[0, 1, 2], [3, -2, 1, NaN], [0]])),
      ),
      unknown: random.pick(["refuse", -1, NaN]),
    }),
  bins: (_, b, input, width) =>
    b.add({ kind: "bins", input, edges: Array.from({ length: width }, () => Float64Array.of(-1, 0, 0.5, 2)) }),
  oneHot: (random, b, input, width) =>
    b.add({ kind: "one-hot", input, sizes: Array.from({ length: width }, () => 1 + random.below(4)) }),
  lookup: (random, b, input) =>
    b.add({
      kind: "lookup",
      input: b.reduce("argmax", input),
      table: random.list(3 * 200, () => random.number()),
      columns: 3,
    }),
  polynomial: (random, b, input, width) =>
    b.add({
      kind: "polynomial",
      input,
      terms: Array.from({ length: 4 }, () => Array.from({ length: random.below(4) }, () => random.below(width))),
    }),
  interpolate: (random, b, input, width) =>
    b.add({
      kind: "interpolate",
      input,
      xs: Array.from({ length: width }, () => Float64Array.of(-2, -0.5, 0, 1)),
      ys: Array.from({ length: width }, () => random.list(4, () => random.ordinary())),
    }),
  weightedMedian: (random, b, input, width) => {
    const there = b.add({ kind: "replace", input, match: NaN, row: new Float64Array(width) });
    return b.add({ kind: "weighted-median", input: there, weights: random.list(width, () => random.unit()) });
  },
  votes: (_, b, input, width) => b.add({ kind: "votes", input: b.select(input, [0, width - 1, 0]), classes: 3 }),
  coupling: (_, b, input, width) =>
    b.add({ kind: "coupling", input: b.unary("sigmoid", b.select(input, [0, width - 1, 0])), classes: 3 }),
};

export const COLUMNS = 6;

/** A program of so many steps, the first of them given. */
export function randomProgram(random: Random, first: string, steps: number): Program {
  const b = new Builder(Array.from({ length: COLUMNS }, () => undefined));
  let value = b.numbers(
    random.pick([
      [0, 1, 2, 3, 4, 5],
      [4, 2, 0],
    ]),
  );
  for (let step = 0; step < steps; step++) {
    const name = step === 0 ? first : random.pick(Object.keys(STEPS));
    value = STEPS[name]!(random, b, value, b.width(value));
  }
  return b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]);
}
