import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensorMessage } from "../../../runtime/message/message.ts";
import { emitOnnx } from "../../../wasm-models/backends/onnx/emit.ts";
import { RefusedRow, interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import { Builder } from "../../../wasm-models/ir/builder.ts";
import type { ImportedModel, Label, Program } from "../../../wasm-models/ir/program.ts";
import { loadUnit, context, numbers, tensorsOf } from "../../units/onnx/onnx-host.ts";
import { modelOf, runOnnx } from "./onnx-run.ts";
import { COLUMNS, Random, STEPS, randomForest, randomProgram } from "./random-programs.ts";

const ROWS = 21;
const RUNS = Number(process.env["FUZZ_COUNT"] ?? 12);
interface Tolerance {
  readonly relative: number;
  /** Differences are relative to the larger number, and to no less than this. */
  readonly floor: number;
}

/** exp, log and sums differ from the interpreter's in the last bits. */
const DOUBLE: Tolerance = { relative: 1e-11, floor: 1e-3 };
const CHAINED: Tolerance = { relative: 1e-9, floor: 1e-3 };
/** Products in float32 are added in another order. */
const SINGLE: Tolerance = { relative: 1e-5, floor: 1 };
const BITS: Tolerance = { relative: 0, floor: 1 };

interface Expected {
  readonly rows: readonly Float64Array[];
  readonly values: readonly number[];
  readonly refused: readonly Float64Array[];
}

/** What the interpreter says to rows of all columns. */
function oracle(program: Program, rows: readonly Float64Array[]): Expected {
  const kept: Float64Array[] = [];
  const refused: Float64Array[] = [];
  const values: number[] = [];
  for (const row of rows) {
    const used = row.filter((_, at) => program.features[at]!.kind === "number");
    try {
      values.push(...interpret(program, program.outputs[0]!.value, used));
      kept.push(row);
    } catch (error) {
      if (!(error instanceof RefusedRow)) throw error;
      refused.push(row);
    }
  }
  return { rows: kept, values, refused };
}

function isNear(a: number, b: number, { relative, floor }: Tolerance): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor) <= relative;
}

async function compare(program: Program, rows: readonly Float64Array[], tolerance = DOUBLE): Promise<void> {
  const expected = oracle(program, rows);
  const model = emitOnnx(modelOf(program));
  if (expected.rows.length > 0) {
    const batches = [expected.rows, expected.rows.slice(0, 1)];
    const [all, first] = await runOnnx(model, batches);
    const columns = expected.values.length / expected.rows.length;
    expect(all!["out"]!.shape).toEqual([expected.rows.length, columns]);
    const values = all!["out"]!.values as readonly number[];
    const wrong = values.findIndex((value, at) => !isNear(value, expected.values[at]!, tolerance));
    if (wrong >= 0) expect({ wrong, value: values[wrong] }).toEqual({ wrong, value: expected.values[wrong] });
    const single = first!["out"]!.values as readonly number[];
    expect(single.filter((value, at) => !isNear(value, values[at]!, tolerance))).toEqual([]);
  }
  const [refused] = expected.refused;
  if (refused !== undefined) await expect(runOnnx(model, [[refused]])).rejects.toThrow("indices");
}

describe("emitOnnx()", () => {
  test.each(Object.keys(STEPS))("%s gives what the interpreter gives, special values among them", async (name) => {
    // What does not fit float32 becomes infinite sooner or later, as the order goes.
    const isSingle = name === "linear32";
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new Random(seed);
        const program = randomProgram(random, name, 1);
        const rows = Array.from({ length: ROWS }, () =>
          random.list(COLUMNS, () => (isSingle ? random.ordinary() : random.number())),
        );
        await compare(program, rows, isSingle ? SINGLE : DOUBLE);
      }),
      { numRuns: RUNS },
    );
  });

  test("chains of operations", async () => {
    // Nothing that jumps, and nothing that blows up a difference in the last bits.
    const names = ["select", "concat", "replace", "linear", "trees", "softmax", "logSumExp", "polynomial", "distance"];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }),
        async (seed, steps) => {
          const random = new Random(seed);
          const b = new Builder(Array.from({ length: COLUMNS }, () => undefined));
          let value = b.numbers([0, 1, 2, 3, 4, 5]);
          // A tree behind what is rounded could turn the other way.
          if (steps.includes("trees")) value = STEPS["trees"]!(random, b, value, COLUMNS);
          for (const name of steps) if (name !== "trees") value = STEPS[name]!(random, b, value, b.width(value));
          const program = b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]);
          await compare(
            program,
            Array.from({ length: 5 }, () => random.list(COLUMNS, () => random.ordinary())),
            CHAINED,
          );
        },
      ),
      { numRuns: RUNS * 2 },
    );
  });

  test.each(["f32", "f64"] as const)("leaves summed in %s give the interpreter's bits", async (summed) => {
    const random = new Random(7);
    const forest = randomForest(random, {
      columns: COLUMNS,
      trees: 90,
      depth: 5,
      compared: "f32",
      summed,
      outputs: 3,
      arity: 1,
      categorical: true,
      linear: false,
      thresholds: 500,
    });
    const even = { ...forest, targets: forest.targets.map((_, tree) => tree % 3) };
    const rows = Array.from({ length: 200 }, () => random.list(COLUMNS, () => random.number()));
    for (const each of [forest, even]) {
      const b = new Builder(Array.from({ length: COLUMNS }, () => undefined));
      const value = b.trees(b.numbers([0, 1, 2, 3, 4, 5]), each, [0.1, 0.2, 0.3]);
      await compare(b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]), rows, BITS);
    }
  });

  test("points too many to be met at once are met feature by feature", async () => {
    const random = new Random(3);
    const points = random.list(COLUMNS * 2000, () => random.ordinary());
    const rows = Array.from({ length: 3 }, () => random.list(COLUMNS, () => random.ordinary()));
    for (const metric of ["euclidean", "chebyshev"] as const) {
      const b = new Builder(Array.from({ length: COLUMNS }, () => undefined));
      const input = b.numbers([0, 1, 2, 3, 4, 5]);
      const value = b.add({ kind: "distance", input, points, metric });
      await compare(b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]), rows);
    }
    const b = new Builder(Array.from({ length: COLUMNS }, () => undefined));
    const input = b.numbers([0, 1, 2, 3, 4, 5]);
    const bias = random.list(2000, () => random.ordinary());
    const value = b.add({ kind: "quadratic", input, centres: points, weights: points, bias });
    await compare(b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]), rows);
  });

  test.each([
    ["sigmoid", -40],
    ["expm1", 1e-9],
    ["log1p", 1e-9],
    ["tanh", 1e-9],
  ] as const)("%s keeps what is next to 0", async (name, x) => {
    const b = new Builder([undefined]);
    const value = b.unary(name, b.numbers([0]));
    const program = b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]);
    await compare(program, [Float64Array.of(x)], { relative: 1e-15, floor: 0 });
  });

  test("takes all columns of the request, and in float32 if it is asked to", async () => {
    const b = new Builder(["a", undefined, "c"]);
    const value = b.linear(b.numbers([2, 0]), Float64Array.of(1, 10), [0.5]);
    const model = modelOf(b.finish([{ name: "predict", value, axes: 1, datatype: "FP32" }]));
    const row = Float64Array.of(0.25, NaN, 4);
    const expected = { predict: { type: "float32", shape: [1], values: [7] } };
    await expect(runOnnx(emitOnnx(model), [[row]])).resolves.toEqual([expected]);
    await expect(runOnnx(emitOnnx(model, { input: "FP32" }), [[row]], "float32")).resolves.toEqual([expected]);
  });

  test("keeps matrix products and sums of leaves in float32 if it is asked to", async () => {
    const random = new Random(11);
    const b = new Builder(Array.from({ length: COLUMNS }, () => undefined));
    const input = b.numbers([0, 1, 2, 3, 4, 5]);
    const forest = randomForest(random, {
      columns: COLUMNS,
      trees: 40,
      depth: 4,
      compared: "f64",
      summed: "f64",
      outputs: 2,
      arity: 2,
      categorical: true,
      linear: false,
      thresholds: 50,
    });
    const trees = b.trees(input, forest, [0.1, -0.2]);
    const value = b.concat([
      trees,
      b.linear(
        input,
        random.list(12, () => random.ordinary()),
        [0.1, 0.2],
      ),
    ]);
    const program = b.finish([{ name: "out", value, axes: 2, datatype: "FP64" }]);
    const rows = Array.from({ length: 50 }, () => random.list(COLUMNS, () => random.ordinary()));
    const { values } = oracle(program, rows);
    const [answer] = await runOnnx(emitOnnx(modelOf(program), { precision: "f32" }), [rows]);
    const ours = answer!["out"]!.values as readonly number[];
    const worst = Math.max(...ours.map((found, at) => Math.abs(found - values[at]!)));
    expect(worst).toBeLessThan(1e-5);
    expect(worst).toBeGreaterThan(0);
  });

  const labels: readonly (readonly [string, readonly (readonly Label[])[], string, readonly unknown[]])[] = [
    ["texts", [["no", "yes"]], "string", ["yes", "no"]],
    ["whole numbers", [[7, 2n ** 60n]], "int64", [2n ** 60n, 7n]],
    ["numbers", [[0.5, 2]], "float64", [2, 0.5]],
    ["truth values", [[false, true]], "bool", [1, 0]],
    ["what is mixed", [["no", 2]], "string", ["2", "no"]],
  ];
  test.each(labels)("answers classes that are %s", async (_, list, type, values) => {
    const b = new Builder([undefined]);
    const output = { name: "predict", value: b.numbers([0]), axes: 1, labels: list, datatype: "FP64" } as const;
    const [answer] = await runOnnx(emitOnnx(modelOf(b.finish([output]))), [[Float64Array.of(1), Float64Array.of(0)]]);
    expect(answer).toEqual({ predict: { type, shape: [2], values } });
  });

  test("answers classes of several targets", async () => {
    const b = new Builder([undefined, undefined]);
    const value = b.numbers([0, 1]);
    const list = [
      ["a", "b"],
      [3, 4],
    ];
    const program = b.finish([{ name: "predict", value, axes: 2, labels: list, datatype: "FP64" }]);
    const [answer] = await runOnnx(emitOnnx(modelOf(program)), [[Float64Array.of(1, 0)]]);
    expect(answer).toEqual({ predict: { type: "string", shape: [1, 2], values: ["b", "3"] } });
  });

  test("names what refuses a row, and lets it pass if it is asked to", async () => {
    const b = new Builder([undefined]);
    const value = b.add({ kind: "check", input: b.numbers([0]), allowed: "finite", by: "StandardScaler" });
    const model = modelOf(b.finish([{ name: "transform", value, axes: 2, datatype: "FP64" }]));
    const rows = [Float64Array.of(1), Float64Array.of(NaN)];
    await expect(runOnnx(emitOnnx(model), [rows])).rejects.toThrow("StandardScaler expects a finite number");
    const [answer] = await runOnnx(emitOnnx(model, { refusals: false }), [rows]);
    expect(answer!["transform"]!.values).toEqual([1, NaN]);
  });

  test("takes categories as indices and terms as counts behind the numbers", async () => {
    const b = new Builder(["city", "size"]);
    const city = b.category({ feature: 0, categories: ["Aachen", "Bonn"], unknown: -1 });
    const value = b.concat([b.numbers([1]), b.add({ kind: "one-hot", input: city, sizes: [2] })]);
    const model = emitOnnx(modelOf(b.finish([{ name: "transform", value, axes: 2, datatype: "FP64" }])));
    const [answer] = await runOnnx(model, [[Float64Array.of(2.5, 1), Float64Array.of(3, -1)]]);
    expect(answer!["transform"]!.values).toEqual([2.5, 0, 1, 3, 0, 0]);
    expect(Buffer.from(model).includes('"categories":["Aachen","Bonn"]')).toBe(true);
  });

  test("writes the outputs that are wanted, and says what there is otherwise", async () => {
    const b = new Builder([undefined]);
    const value = b.numbers([0]);
    const other = b.add({ kind: "check", input: value, allowed: "finite", by: "nobody" });
    const program = b.finish([
      { name: "predict", value: other, axes: 1, datatype: "FP64" },
      { name: "transform", value, axes: 2, datatype: "INT64" },
    ]);
    const model = emitOnnx(modelOf(program), { outputs: ["transform"], sourceDigest: "abc123" });
    const [answer] = await runOnnx(model, [[Float64Array.of(3)]]);
    expect(answer).toEqual({ transform: { type: "int64", shape: [1, 1], values: [3n] } });
    const text = Buffer.from(model).toString("latin1");
    for (const part of ["zerohop.source_sha256", "abc123", "zerohop.tolerance", "1e-10 relative", "ai.onnx"]) {
      expect(text.includes(part)).toBe(part !== "ai.onnx");
    }
    expect(() => emitOnnx(modelOf(program), { outputs: ["decide"] })).toThrow(
      "The model answers predict, transform, not decide",
    );
  });

  test("refuses what ONNX cannot hold, with what to do", () => {
    const b = new Builder(Array.from({ length: 3000 }, () => undefined));
    const input = b.numbers(Array.from({ length: 2080 }, (_, feature) => feature));
    const value = b.add({ kind: "coupling", input, classes: 65 });
    const model: ImportedModel = modelOf(b.finish([{ name: "predict_proba", value, axes: 2, datatype: "FP64" }]));
    expect(() => emitOnnx(model)).toThrow(/coupling: probabilities of 65 classes are too many.*compile to WASM/);
  });

  test("is served by an ONNX unit", async () => {
    const b = new Builder(["a", "b"]);
    const value = b.softmax(b.linear(b.numbers([0, 1]), Float64Array.of(1, 0, 0, 1), [0, 0]));
    const program = b.finish([{ name: "predict_proba", value, axes: 2, datatype: "FP64", names: ["no", "yes"] }]);
    const unit = await loadUnit(emitOnnx(modelOf(program)));
    try {
      const [answer] = tensorsOf(await unit.predict(tensorMessage([numbers([1, 1], [1, 2])]), context()));
      expect(answer).toMatchObject({ datatype: "FP64", shape: [1, 2], data: Float64Array.of(0.5, 0.5) });
    } finally {
      await unit.close();
    }
  });
});
