/** Small models from a seed, in the form that importers give: what is measured where nobody trains models. @module */
import { Builder } from "../../wasm-models/ir/builder.ts";
import type { Forest } from "../../wasm-models/ir/forest.ts";
import type { Value } from "../../wasm-models/ir/ops.ts";
import type { ImportedModel } from "../../wasm-models/ir/program.ts";

const FEATURES = 30;
/** Columns of the MLP: its inputs, then each layer. */
const LAYERS = [784, 256, 128, 10];
/** Rows that engines are asked about. */
const ASKED = 4096;
/** Below this depth some nodes are leaves. */
const FULL_DEPTH = 3;
const EARLY_LEAVES = 0.08;

/** Numbers from a seed, about normal. */
export class Noise {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A float32 with mean 0 and deviation 1. */
  normal(): number {
    let sum = -6;
    for (let count = 0; count < 12; count++) sum += this.unit();
    return Math.fround(sum);
  }

  list(length: number, scale = 1): Float64Array {
    return Float64Array.from({ length }, () => this.normal() * scale);
  }
}

const MODELS: Readonly<Record<string, (noise: Noise) => ImportedModel>> = {
  generated100d6F32: (noise) => forestModel(randomForest(noise, 100, 6, "f32")),
  generated100d6F64: (noise) => forestModel(randomForest(noise, 100, 6, "f64")),
  generatedLogistic: logistic,
  generatedMlp: mlp,
};

/** The model of a name in the catalogue; the same each time. */
export function generateModel(name: string): ImportedModel {
  return MODELS[name]!(new Noise(1));
}

/** Rows for a model, one after the other. */
export function generateRows(columns: number): Float64Array {
  return new Noise(2).list(ASKED * columns);
}

/** Complete trees but for some early leaves; `f32` compares and adds as XGBoost does, `f64` as LightGBM. */
export function randomForest(noise: Noise, trees: number, depth: number, precision: "f32" | "f64"): Forest {
  const columns: Record<"left" | "right" | "feature" | "threshold", number[]> = {
    left: [],
    right: [],
    feature: [],
    threshold: [],
  };
  const values: number[] = [];
  const grow = (level: number): number => {
    const node = columns.left.length;
    const isLeaf = level === depth || (level >= FULL_DEPTH && noise.unit() < EARLY_LEAVES);
    columns.feature.push(isLeaf ? 0 : Math.floor(noise.unit() * FEATURES));
    columns.threshold.push(isLeaf ? 0 : noise.normal() * 0.8);
    columns.left.push(isLeaf ? -1 - (values.push(Math.fround(noise.normal() * 0.05)) - 1) : 0);
    columns.right.push(0);
    if (!isLeaf) {
      columns.left[node] = grow(level + 1);
      columns.right[node] = grow(level + 1);
    }
    return node;
  };
  const roots = Array.from({ length: trees }, () => grow(0));
  const round = (value: number): number => (precision === "f32" ? Math.fround(value) : value);
  return {
    roots: Int32Array.from(roots),
    targets: new Int32Array(trees),
    left: Int32Array.from(columns.left),
    right: Int32Array.from(columns.right),
    feature: Int32Array.from(columns.feature),
    threshold: Float64Array.from(columns.threshold, round),
    flags: new Uint8Array(columns.left.length),
    setStart: new Int32Array(1),
    sets: new Uint32Array(),
    arity: 1,
    values: Float64Array.from(values),
    comparison: precision === "f32" ? "lt" : "le",
    compared: precision,
    summed: precision,
  };
}

function forestModel(forest: Forest): ImportedModel {
  const builder = builderOf(FEATURES);
  const margin = builder.trees(inputsOf(builder), forest, [0]);
  return finished(builder, builder.unary("sigmoid", margin), `${forest.roots.length} trees`);
}

function logistic(noise: Noise): ImportedModel {
  const builder = builderOf(FEATURES);
  const centred = builder.binary("subtract", inputsOf(builder), noise.list(FEATURES));
  const scaled = builder.binary(
    "divide",
    centred,
    noise.list(FEATURES).map((value) => 1 + Math.abs(value)),
  );
  const margin = builder.linear(scaled, noise.list(FEATURES, 0.3), noise.list(1));
  return finished(builder, builder.unary("sigmoid", margin), "scaler and logistic regression");
}

function mlp(noise: Noise): ImportedModel {
  const builder = builderOf(LAYERS[0]!);
  let value: Value = inputsOf(builder);
  for (let layer = 1; layer < LAYERS.length; layer++) {
    const [inputs, outputs] = [LAYERS[layer - 1]!, LAYERS[layer]!];
    value = builder.linear(value, noise.list(inputs * outputs, 1 / Math.sqrt(inputs)), noise.list(outputs, 0.1));
    if (layer < LAYERS.length - 1) value = builder.unary("relu", value);
  }
  return finished(builder, builder.softmax(value), LAYERS.join("-"));
}

function builderOf(columns: number): Builder {
  return new Builder(Array.from({ length: columns }, () => undefined));
}

function inputsOf(builder: Builder): Value {
  return builder.numbers(Array.from({ length: builder.featureCount }, (_, column) => column));
}

function finished(builder: Builder, answer: Value, detail: string): ImportedModel {
  return {
    program: builder.finish([{ name: "predict", value: answer, axes: 2, datatype: "FP64" }]),
    facts: {
      library: "generated",
      version: undefined,
      estimator: { role: "", name: "Generated", detail, children: [] },
      classes: undefined,
      warnings: [],
    },
  };
}
