import { describe, expect, it } from "vitest";
import { readXgboost } from "../../../../wasm-models/readers/xgboost/read.ts";
import { marginsOf } from "../../../../wasm-models/readers/xgboost/margins.ts";
import { sniffXgboost } from "../../../../wasm-models/readers/xgboost/sniff.ts";
import { answer, leaves, margins } from "./evaluate.ts";
import { ascii, CATEGORICAL_TREE, join, sampleDocument, STUMP, toJson, toLegacy, toUbjson, TREE } from "./samples.ts";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** The model of a pickle of 1.0 to 1.2: its length stands in front, its configuration behind. */
function snapshotOf(model: Uint8Array): Uint8Array {
  const length = new Uint8Array(new BigInt64Array([BigInt(model.length)]).buffer);
  return join([ascii("CONFIG-offset:"), length, model, ascii('{"learner":{}}')]);
}

const WRITTEN: readonly (readonly [name: string, format: string, bytes: Uint8Array])[] = [
  ["JSON", "json", toJson(sampleDocument())],
  ["JSON with space in front", "json", join([ascii(" \n"), toJson(sampleDocument())])],
  ["UBJSON", "ubjson", toUbjson(sampleDocument())],
  ["the binary format", "binary", join([ascii("binf"), toLegacy()])],
  ["the binary format without its mark", "headerless", toLegacy()],
  ["base64", "base64", ascii(`bs64\t${base64(join([ascii("binf"), toLegacy()]))}\n`)],
  ["a pickle's snapshot of the binary format", "snapshot", snapshotOf(toLegacy())],
  ["a pickle's snapshot with the mark", "snapshot", snapshotOf(join([ascii("binf"), toLegacy()]))],
  ["a pickle's snapshot in JSON", "json", toJson({ Config: { a: [1, "x"] }, Model: sampleDocument() })],
  ["a pickle's snapshot in UBJSON", "ubjson", toUbjson({ Config: { a: [] }, Model: sampleDocument() })],
];

describe("readXgboost()", () => {
  it.each(WRITTEN)("reads %s", (_, format, bytes) => {
    expect(sniffXgboost(bytes)).toBe(format);
    const model = readXgboost(bytes);
    expect(model).toMatchObject({ featureCount: 2, groups: 1, objective: { name: "binary:logistic" } });
    const rows = [
      [-2, 0.5],
      [-2, 0.25],
      [-1, 0.25],
      [Number.NaN, 0.25],
      [0, Number.NaN],
    ];
    expect(rows.map((row) => leaves(model, Float64Array.from(row)))).toEqual([
      [2, 0],
      [3, 0],
      [4, 0],
      [3, 0],
      [2, 0],
    ]);
    expect(margins(model, Float64Array.of(-2, 0.5))).toEqual(Float32Array.of(30.25));
  });

  it("keeps names, attributes and what early stopping found", () => {
    const model = readXgboost(toJson(sampleDocument()));
    expect(model.version).toEqual([3, 1, 2]);
    expect(model.featureNames).toEqual(["age", "größe"]);
    expect(model.featureTypes).toEqual(["float", "float"]);
    expect(model.attributes.get("note")).toBe("of ours");
    expect(model.bestIteration).toBe(0);
    expect(model.objective.parameters).toEqual(new Map([["scale_pos_weight", "1"]]));
  });

  it("keeps attributes of the binary format", () => {
    const attributes = [["best_iteration", "7"] as const];
    const model = readXgboost(toLegacy({ attributes }));
    expect(model.bestIteration).toBe(7);
    expect(model.version).toEqual([1, 4, 0]);
  });

  it("reads bytes of a Buffer that does not begin at 0", () => {
    const bytes = toLegacy();
    const buffer = Buffer.concat([Buffer.from("abc"), bytes]).subarray(3);
    expect(margins(readXgboost(buffer), Float64Array.of(-2, 0.5))).toEqual(Float32Array.of(30.25));
  });

  it("reads numbers as JSON has them, and the words that the library adds", () => {
    const text = new TextDecoder().decode(toJson(sampleDocument([CATEGORICAL_TREE, STUMP])));
    expect(text).toContain('"split_conditions":[NaN,1,2]');
    const other = text
      .replace('"split_conditions":[0.25]', '"split_conditions":[ 2.5E-1 ]')
      .replace('"default_left":[0]', '"default_left":[false]')
      .replace("of ours", String.raw`\"of\" \u00fcs`);
    const model = readXgboost(ascii(other));
    expect(margins(model, Float64Array.of(0, 0))).toEqual(Float32Array.of(1.25));
    expect(model.attributes.get("note")).toBe('"of" üs');
  });

  it.each(["0.1", "1e-45", "3.4028235e38", "-1.17549435e-38", "123456789", "16777217", "0.30000001192092896"])(
    "reads %s as the nearest float32",
    (text) => {
      const document = new TextDecoder().decode(toJson(sampleDocument([STUMP])));
      const model = readXgboost(ascii(document.replace('"split_conditions":[0.25]', `"split_conditions":[${text}]`)));
      const { booster } = model;
      expect(booster.kind === "trees" && booster.trees[0]!.condition[0]).toBe(Math.fround(Number(text)));
    },
  );

  it("sends members of a set right, everything else left, and missing to the default side", () => {
    for (const bytes of [toJson(sampleDocument([CATEGORICAL_TREE])), toUbjson(sampleDocument([CATEGORICAL_TREE]))]) {
      const model = readXgboost(bytes);
      const ends = [1, 33, 1.9, 0, 2, -1, 65, 1e9, Number.NaN].map((x) => leaves(model, Float64Array.of(x, 0))[0]);
      expect(ends).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1]);
    }
  });

  it("finds the weights of dart wherever a version has put them", () => {
    const nested = sampleDocument();
    const { model } = nested.learner.gradient_booster;
    nested.learner.gradient_booster = {
      name: "dart",
      gbtree: { name: "gbtree", model },
      weight_drop: [0.5, 2],
    } as never;
    const inside = sampleDocument();
    inside.learner.gradient_booster.model["weight_drop"] = [0.5, 2];
    const legacy = toLegacy({ booster: "dart", weights: [0.5, 2] });
    for (const bytes of [toJson(nested), toUbjson(nested), toJson(inside), toUbjson(inside), legacy]) {
      expect(margins(readXgboost(bytes), Float64Array.of(-2, 0.5))).toEqual(Float32Array.of(15.5));
    }
  });

  it("reads linear boosters", () => {
    const document = sampleDocument();
    document.learner.gradient_booster = { name: "gblinear", model: { weights: [2, 3, 0.5] } };
    for (const bytes of [
      toJson(document),
      toUbjson(document),
      toLegacy({ booster: "gblinear", weights: [2, 3, 0.5] }),
    ]) {
      const model = readXgboost(bytes);
      expect(margins(model, Float64Array.of(1, 10))).toEqual(Float32Array.of(32.5));
      expect(margins(model, Float64Array.of(1, Number.NaN))).toEqual(Float32Array.of(2.5));
    }
  });

  it("keeps what categories stood for", () => {
    const document = sampleDocument([CATEGORICAL_TREE]);
    document.learner.gradient_booster.model["cats"] = {
      enc: [
        { offsets: [0, 2, 4], values: [107, 48, -61, -92] },
        { type: 9, values: [10, 20] },
      ],
    };
    const { booster } = readXgboost(toJson(document));
    expect(booster.kind === "trees" && booster.categories).toEqual([["k0", "ä"], Float64Array.of(10, 20)]);
  });
});

describe("marginsOf()", () => {
  const of = (objective: string, score: string, change: object = {}): Float32Array => {
    const document = sampleDocument([STUMP]);
    document.learner.objective.name = objective;
    Object.assign(document.learner.learner_model_param, { base_score: score }, change);
    return marginsOf(readXgboost(toJson(document)));
  };

  it("takes the base score back through the objective", () => {
    expect(of("binary:logistic", "5E-1")[0]! + 0).toBe(0);
    expect(of("reg:logistic", "[2.5E-1]")[0]).toBeCloseTo(Math.log(1 / 3), 6);
    for (const name of ["count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft"]) {
      expect(of(name, "2E0"), name).toEqual(Float32Array.of(Math.log(2)));
    }
    for (const name of ["binary:logitraw", "binary:hinge", "rank:ndcg", "reg:squarederror", "reg:absoluteerror"]) {
      expect(of(name, "5E-1"), name).toEqual(Float32Array.of(0.5));
    }
  });

  it("gives each class its own, or all the same", () => {
    expect(of("multi:softprob", "[1E-1,2E-1,-3E-1]", { num_class: "3" })).toEqual(Float32Array.of(0.1, 0.2, -0.3));
    expect(of("multi:softprob", "5E-1", { num_class: "3" })).toEqual(Float32Array.of(0.5, 0.5, 0.5));
  });

  it("leaves it alone where a library before 1.0 wrote it", () => {
    const model = readXgboost(toLegacy({ trees: [STUMP], major: 0, baseScore: -0.75 }));
    expect(marginsOf(model)).toEqual(Float32Array.of(-0.75));
    expect(model.version).toEqual([0, 0, 0]);
  });

  it("refuses what the objective cannot have", () => {
    expect(() => of("binary:logistic", "1E0")).toThrow(
      "base_score: expected between 0 and 1 for binary:logistic, got 1",
    );
    expect(() => of("reg:gamma", "0E0")).toThrow("base_score: expected more than 0 for reg:gamma, got 0");
    expect(() => of("reg:mine", "0E0")).toThrow(/^XGBoost model, objective: expected one of reg:squarederror, .*got/);
    expect(() => of("reg:squarederror", "[1,2]")).toThrow("expected 1 or 1 numbers, got 2");
    expect(() => of("reg:squarederror", "")).toThrow("base_score: expected finite numbers");
  });
});

describe("answer()", () => {
  it("makes of sums what the objective says", () => {
    const document = sampleDocument([STUMP]);
    document.learner.objective.name = "multi:softmax";
    document.learner.learner_model_param["num_class"] = "2";
    document.learner.learner_model_param["base_score"] = "0E0";
    expect(answer(readXgboost(toJson(document)), Float32Array.of(0, 1))).toEqual([1]);
    const hinge = { ...document, learner: { ...document.learner, objective: { name: "binary:hinge" } } };
    expect(answer(readXgboost(toJson(hinge)), Float32Array.of(0, 1))).toEqual([0, 1]);
    expect(TREE.left).toHaveLength(5);
  });
});
