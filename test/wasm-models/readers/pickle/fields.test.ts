import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../../wasm-models/readers/limits.ts";
import { Dtype, parseDtype } from "../../../../wasm-models/readers/numpy/dtype.ts";
import { readSparse } from "../../../../wasm-models/readers/numpy/sparse.ts";
import { openField } from "../../../../wasm-models/readers/pickle/fields.ts";
import type { Field } from "../../../../wasm-models/readers/pickle/fields.ts";
import { GlobalRef, Instance, NdArray, Records, Tuple } from "../../../../wasm-models/readers/pickle/values.ts";
import type { ArrayData, PickleValue } from "../../../../wasm-models/readers/pickle/values.ts";

function instance(name: string, state: Record<string, PickleValue>): Instance {
  const dot = name.lastIndexOf(".");
  const made = new Instance(new GlobalRef(name.slice(0, dot), name.slice(dot + 1)), [], true);
  made.state = new Map(Object.entries(state));
  return made;
}

function array(dtype: string, shape: readonly number[], data: ArrayData): NdArray {
  return new NdArray(parseDtype(dtype)!, shape, data);
}

const nodes = new NdArray(
  new Dtype("V", 8, false, new Map([["left", { dtype: parseDtype("i8")!, offset: 0 }]])),
  [2],
  new Records(2, ["left"], () => array("i8", [2], BigInt64Array.of(1n, -1n))),
);

const step = instance("sklearn.linear_model._logistic.LogisticRegression", {
  C: 0.5,
  max_iter: 100,
  fit_intercept: true,
  solver: "lbfgs",
  class_weight: null,
  func: new GlobalRef("numpy", "log1p"),
  coef_: array("f8", [1, 2], Float64Array.of(1, 2)),
  narrow: array("f4", [2], Float32Array.of(0.5, 1.5)),
  counts: array("i8", [2], BigInt64Array.of(3n, -4n)),
  huge: array("i8", [1], BigInt64Array.of(2n ** 60n)),
  flags: array("b1", [2], Uint8Array.of(1, 0)),
  scalar: array("f8", [], Float64Array.of(2.5)),
  classes_: array("U3", [2], ["no", "yes"]),
  mixed: array("O", [3], [1, "b", null]),
  listed: [1, 2.5],
  pair: new Tuple([1, "x"]),
  vocabulary_: new Map<PickleValue, PickleValue>([
    ["word", 0],
    ["other", 1],
  ]),
  options: new Map<PickleValue, PickleValue>([
    ["a", 1],
    [2, "b"],
  ]),
  nodes,
});
const pipeline = instance("sklearn.pipeline.Pipeline", {
  steps: [new Tuple(["scale", "passthrough"]), new Tuple(["clf", step, [0, 1]])],
});

function model(): Field {
  return openField(pipeline).named("steps")[1]!.object;
}

describe("Field", () => {
  it("reads what is there", () => {
    const clf = model();
    expect([clf.className, clf.module]).toEqual(["LogisticRegression", "sklearn.linear_model._logistic"]);
    expect([clf.number("C"), clf.integer("max_iter"), clf.boolean("fit_intercept")]).toEqual([0.5, 100, true]);
    expect([clf.string("solver"), clf.globalName("func"), clf.number("scalar")]).toEqual(["lbfgs", "numpy.log1p", 2.5]);
    expect(clf.array("coef_", { dims: 2 })).toEqual({ shape: [1, 2], data: Float64Array.of(1, 2), dtype: "float64" });
    expect(clf.array("narrow").data).toEqual(Float64Array.of(0.5, 1.5));
    expect(clf.array("counts").data).toEqual(Float64Array.of(3, -4));
    expect(clf.array("listed")).toEqual({ shape: [2], data: Float64Array.of(1, 2.5), dtype: "list" });
    expect(clf.integers("counts", { shape: [-1] }).data).toEqual(Int32Array.of(3, -4));
    expect(clf.integers("flags").data).toEqual(Int32Array.of(1, 0));
    expect(clf.labels("classes_")).toEqual(["no", "yes"]);
    expect(clf.labels("mixed")).toEqual([1, "b", null]);
    expect(clf.labels("huge")).toEqual([2n ** 60n]);
    expect(clf.labels("flags")).toEqual([true, false]);
    expect(clf.strings("classes_")).toEqual(["no", "yes"]);
    expect(clf.column("nodes", "left").integers().data).toEqual(Int32Array.of(1, -1));
    expect(clf.tuple(2, "pair").map(({ value }) => value)).toEqual([1, "x"]);
    expect(clf.indices("vocabulary_")).toEqual(
      new Map([
        ["word", 0],
        ["other", 1],
      ]),
    );
    expect([...clf.dict("options")].map(([key, field]) => [key, field.path, field.value])).toEqual([
      ["a", "Pipeline.steps[1].options.a", 1],
      [2, "Pipeline.steps[1].options[2]", "b"],
    ]);
  });

  it("tells missing from None", () => {
    const clf = model();
    expect([clf.has("class_weight"), clf.has("nothing")]).toEqual([true, false]);
    expect([clf.optional("class_weight"), clf.optional("nothing")]).toEqual([undefined, undefined]);
    expect(clf.at("class_weight").isNone).toBe(true);
    expect(clf.optional("C")!.number()).toBe(0.5);
    expect(clf.any("nothing", "class_weight", "solver").string()).toBe("lbfgs");
  });

  it("gives what a step is called, and what else it has", () => {
    const [first, second] = openField(pipeline).named("steps");
    expect([first!.name, first!.object.string()]).toEqual(["scale", "passthrough"]);
    expect([second!.object.path, second!.rest[0]!.array().data]).toEqual(["Pipeline.steps[1]", Float64Array.of(0, 1)]);
  });

  it.each<[string, (clf: Field) => unknown]>([
    [
      "coef_: expected float64 array of 2 dimensions, got int64 array of 1 dimension",
      (clf) => clf.at("counts").as("Pipeline.steps[1].coef_").array(undefined, { dims: 2, dtype: "float64" }),
    ],
    [
      "coef_: expected numeric array of shape [any, 3], got float64 array of shape [1, 2]",
      (clf) => clf.array("coef_", { shape: [-1, 3] }),
    ],
    ["classes_: expected numeric array, got str array of 1 dimension", (clf) => clf.array("classes_")],
    ["huge: expected numeric array, got int64 array of 1 dimension", (clf) => clf.array("huge")],
    ["narrow: expected 32-bit integer array, got float32 array of 1 dimension", (clf) => clf.integers("narrow")],
    ["mixed: expected a list of str, got object array of 1 dimension", (clf) => clf.strings("mixed")],
    ["C: expected an integer, got float", (clf) => clf.integer("C")],
    ["solver: expected a number, got str", (clf) => clf.number("solver")],
    ["C: expected a str, got float", (clf) => clf.string("C")],
    ["C: expected a bool, got float", (clf) => clf.boolean("C")],
    ["nothing: expected a value, got nothing", (clf) => clf.number("nothing")],
    ["var_: expected var_ or sigma_, got nothing", (clf) => clf.any("var_", "sigma_")],
    ["C: expected an object, got float", (clf) => clf.object("C")],
    ["C: expected a list, got float", (clf) => clf.list("C")],
    ["pair: expected 3 values, got tuple of 2", (clf) => clf.tuple(3, "pair")],
    ["C: expected a dict, got float", (clf) => clf.dict("C")],
    ["options: expected str as keys, got int", (clf) => clf.indices("options")],
    ["coef_: expected record array, got float64 array of 2 dimensions", (clf) => clf.column("coef_", "left")],
    ["nodes: expected a field right, got left", (clf) => clf.column("nodes", "right")],
    ["func: expected bytes, got name numpy.log1p", (clf) => clf.bytes("func")],
    ["args[0]: expected an argument, got nothing", (clf) => clf.arg(0)],
  ])("refuses %s", (message, read) => {
    expect(() => read(model())).toThrow(`Pipeline.steps[1].${message}`);
  });

  it("ends in circles, and in trees that grow without end", () => {
    const circle: PickleValue[] = [];
    circle.push(circle, circle);
    const descend = (field: Field): void => field.list().forEach(descend);
    expect(() => descend(openField(circle))).toThrow("at most 200 values inside each other");
    let laughs: PickleValue = "ha";
    for (let level = 0; level < 30; level++) laughs = [laughs, laughs];
    const limits = { ...DEFAULT_LIMITS, maxFieldReads: 1000 };
    const laugh = (field: Field): void => {
      if (Array.isArray(field.value)) field.list().forEach(laugh);
    };
    expect(() => laugh(openField(laughs, "Jokes", limits))).toThrow("expected a model of fewer parts, got too many");
  });
});

describe("readSparse()", () => {
  const matrix = (state: Record<string, PickleValue>, name = "scipy.sparse._csr.csr_matrix"): Field =>
    openField(
      instance(name, {
        _shape: new Tuple([2, 3]),
        indptr: array("i4", [3], Int32Array.of(0, 2, 3)),
        indices: array("i4", [3], Int32Array.of(0, 2, 1)),
        data: array("f8", [3], Float64Array.of(1, 2, 3)),
        ...state,
      }),
    );

  it("gives rows one after another", () => {
    expect(readSparse(matrix({}))).toEqual({
      format: "csr",
      shape: [2, 3],
      indptr: Int32Array.of(0, 2, 3),
      indices: Int32Array.of(0, 2, 1),
      data: Float64Array.of(1, 2, 3),
    });
  });

  it.each<[string, Record<string, PickleValue>, string]>([
    ["an index outside", { indices: array("i4", [3], Int32Array.of(0, 3, 1)) }, "indices below 3"],
    ["a negative index", { indices: array("i4", [3], Int32Array.of(0, -1, 1)) }, "indices below 3"],
    ["offsets that shrink", { indptr: array("i4", [3], Int32Array.of(0, 3, 2)) }, "offsets that grow"],
    ["offsets beyond the end", { indptr: array("i4", [3], Int32Array.of(0, 2, 4)) }, "offsets that grow"],
    ["too few offsets", { indptr: array("i4", [2], Int32Array.of(0, 3)) }, "integer array of shape [3]"],
    ["fewer values", { data: array("f8", [2], Float64Array.of(1, 2)) }, "numeric array of shape [3]"],
  ])("refuses %s", (_, state, expected) => {
    expect(() => readSparse(matrix(state))).toThrow(expected);
  });

  it("refuses other classes", () => {
    expect(() => readSparse(matrix({}, "scipy.sparse._coo.coo_matrix"))).toThrow("a csr or csc matrix");
  });
});
