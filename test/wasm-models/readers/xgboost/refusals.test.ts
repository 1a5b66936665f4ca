import { describe, expect, it } from "vitest";
import { readXgboost } from "../../../../wasm-models/readers/xgboost/read.ts";
import { ascii, CATEGORICAL_TREE, join, sampleDocument, STUMP, toJson, toLegacy, toUbjson, TREE } from "./samples.ts";
import type { SampleDocument, SampleTree } from "./samples.ts";

const withTree = (change: Partial<SampleTree>): SampleDocument => sampleDocument([STUMP, { ...TREE, ...change }]);

function withField(path: string, value: unknown): SampleDocument {
  const document = sampleDocument([CATEGORICAL_TREE]);
  const keys = path.split(".");
  const last = keys.pop()!;
  let target = document as unknown as Record<string, unknown>;
  for (const key of keys) target = target[key] as Record<string, unknown>;
  if (value === undefined) delete target[last];
  else target[last] = value;
  return document;
}

describe("readXgboost() refuses trees", () => {
  const cases: readonly (readonly [name: string, change: Partial<SampleTree>, message: string])[] = [
    ["a child outside", { right: [2, 5, -1, -1, -1] }, "node 1, right_children: expected a node of 1 to 4, got 5"],
    ["a negative child", { left: [1, -2, -1, -1, -1] }, "left_children[1]: expected an integer of -1 to 2147483647"],
    ["the root as a child", { left: [1, 0, -1, -1, -1] }, "node 1, left_children: expected a node of 1 to 4, got 0"],
    [
      "a node that is its own child",
      { left: [1, 1, -1, -1, -1] },
      "node 1, left_children: expected a node that nothing",
    ],
    [
      "a node with two parents",
      { right: [2, 2, -1, -1, -1] },
      "right_children: expected a node that nothing else leads",
    ],
    ["a feature outside", { feature: [1, 2, 0, 0, 0] }, "node 1, split_indices: expected a feature of 0 to 1, got 2"],
    [
      "NaN as a threshold",
      { condition: [0.5, Number.NaN, 0, 0, 0] },
      "node 1, split_conditions: expected a number, got",
    ],
    ["columns of other lengths", { feature: [1, 0, 0] }, "split_indices: expected 5 numbers, got 3"],
    ["fractions", { left: [1.5, 3, -1, -1, -1] }, "left_children[0]: expected an integer of -1 to 2147483647, got 1.5"],
  ];

  it.each(cases)("with %s", (_, change, message) => {
    const bytes = toJson(withTree(change));
    expect(() => readXgboost(bytes)).toThrow(message);
    expect(() => readXgboost(bytes)).toThrow(/tree 1|trees\[1\]/);
  });

  it("of the binary format, by the same rules", () => {
    const refused = (change: Partial<SampleTree>): (() => unknown) => {
      return () => readXgboost(toLegacy({ trees: [STUMP, { ...TREE, ...change }] }));
    };
    expect(refused({ right: [2, 5, -1, -1, -1] })).toThrow("tree 1, node 1, right_children");
    expect(refused({ left: [0, -1, -1, -1, -1] })).toThrow("tree 1, node 0, left_children");
    expect(refused({ left: [] })).toThrow("tree 1: expected at least one node, got none");
  });

  it("lets nodes stand that were pruned and nothing leads to", () => {
    const pruned: SampleTree = { ...TREE, left: [-1, 3, -1, 9, 9], feature: [0, 2147483647, 0, 0, 0] };
    expect(readXgboost(toJson(sampleDocument([pruned]))).booster.kind).toBe("trees");
  });
});

describe("readXgboost() refuses documents", () => {
  const booster = "learner.gradient_booster";
  const tree = `${booster}.model.trees.0`;
  const cases: readonly (readonly [path: string, value: unknown, message: string])[] = [
    ["learner", undefined, "learner: expected an object, got nothing"],
    ["learner", [1, 2], "learner: expected an object, got a list of 2 numbers"],
    [`${booster}.name`, "gbforest", "name: expected gbtree, dart or gblinear, got gbforest"],
    [`${booster}.model.gbtree_model_param.num_trees`, "2", "trees: expected 2 trees, got 1"],
    [`${booster}.model.gbtree_model_param.num_trees`, "-1", "expected an integer of 0 to 200000, got -1"],
    [`${booster}.model.tree_info`, [1], "tree_info[0]: expected an integer of 0 to 0, got 1"],
    [`${booster}.model.tree_info`, [0, 0], "tree_info: expected 1 numbers, got 2"],
    [`${booster}.model.trees`, ["x"], "trees[0]: expected an object, got a string"],
    [`${booster}.model.weight_drop`, [1, 2], "weight_drop: expected 1 numbers, got 2"],
    [`${booster}.model.cats`, { enc: [{ values: [1] }] }, "enc: expected 2 features, got 1"],
    [`${tree}.tree_param.num_nodes`, "4", "tree 0, left_children: expected 4 nodes, got 3"],
    [`${tree}.categories`, [-1, 3], "tree 0, node 0, categories: expected a category of 0 to 16777215, got -1"],
    [`${tree}.categories`, [1, 16777216], "expected a category of 0 to 16777215, got 16777216"],
    [`${tree}.categories_sizes`, [3], "node 0, categories_segments: expected a part of 2 categories, got 0 to 3"],
    [`${tree}.categories_segments`, [2147483647], "expected a part of 2 categories, got 2147483647 to 2147483649"],
    [`${tree}.categories_nodes`, [3], "categories_nodes[0]: expected an integer of 0 to 2, got 3"],
    [`${tree}.categories_nodes`, [1], "node 0, categories_segments: expected a part of 2 categories, got -1 to -1"],
    ["learner.feature_names", ["a"], "feature_names: expected 2 names, got 1"],
    ["learner.feature_names", ["a", 1], "feature_names[1]: expected a string, got a number"],
    ["learner.learner_model_param.num_feature", "99999999", "num_feature: expected an integer of 0 to 262144"],
    ["learner.learner_model_param.num_class", "x", "num_class: expected an integer of 0 to 65536, got a string"],
    ["learner.learner_model_param.base_score", "[1E0", "base_score: expected finite numbers"],
    ["learner.objective.name", "reg:own", "objective: expected one of"],
  ];

  it.each(cases)("with %s as %j", (path, value, message) => {
    expect(() => readXgboost(toJson(withField(path, value)))).toThrow(message);
    expect(() => readXgboost(toUbjson(withField(path, value ?? "")))).toThrow(/^XGBoost model, /);
  });

  it("with several classes and several targets", () => {
    const document = sampleDocument([STUMP]);
    Object.assign(document.learner.learner_model_param, { num_class: "3", num_target: "2" });
    expect(() => readXgboost(toJson(document))).toThrow("expected one target where there are several classes, got 2");
  });

  it("whose linear booster has other weights than features and classes", () => {
    const document = sampleDocument();
    document.learner.gradient_booster = { name: "gblinear", model: { weights: [1, 2] } };
    expect(() => readXgboost(toJson(document))).toThrow("weights: expected 3 numbers, got 2");
    expect(() => readXgboost(toLegacy({ booster: "gblinear", weights: [1, 2] }))).toThrow(
      "weights: expected 3 numbers",
    );
  });

  it("that name fields of prototypes without being moved by them", () => {
    const text = new TextDecoder().decode(toJson(sampleDocument([STUMP])));
    const model = readXgboost(
      ascii(text.replace('"attributes":{', '"attributes":{"__proto__":"x","constructor":"y",')),
    );
    expect([...model.attributes.keys()]).toEqual(["__proto__", "constructor", "best_iteration", "note"]);
  });
});

describe("readXgboost() refuses bytes", () => {
  it.each([
    ["nothing", new Uint8Array(0)],
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
    ["zeros", new Uint8Array(1000)],
    ["base64 of base64", ascii(`bs64\t${Buffer.from("bs64\tYmluZg==").toString("base64")}`)],
  ])("of %s", (_, bytes) => {
    expect(() => readXgboost(bytes)).toThrow(
      /^XGBoost model: expected JSON, UBJSON or the binary format, got \d+ bytes/,
    );
  });

  it("of JSON that ends early, goes on, or nests too deeply", () => {
    const whole = toJson(sampleDocument());
    expect(() => readXgboost(whole.subarray(0, whole.length - 1))).toThrow("got the end of the file");
    expect(() => readXgboost(join([whole, ascii("{}")]))).toThrow("expected the end of the document, got more");
    expect(() => readXgboost(ascii(`{"a":${"[".repeat(100_000)}`))).toThrow("byte 36: expected at most 32 lists and");
    expect(() => readXgboost(ascii(`{"learner":[${"{},".repeat(300_000)}{}]}`))).toThrow(
      "expected fewer lists and obj",
    );
    expect(() => readXgboost(ascii('{"a":1e}'))).toThrow("expected a number");
    expect(() => readXgboost(ascii('{"a":"\\q"}'))).toThrow("expected a string in JSON, got another escape");
    expect(() => readXgboost(ascii(`{"a":${"1".repeat(100)}}`))).toThrow("byte 5: expected a number");
  });

  it("of UBJSON that says more than there is", () => {
    const list = (...bytes: number[]): Uint8Array => Uint8Array.of(0x7b, 0x69, 1, 0x61, 0x5b, ...bytes);
    const big = [0x4c, 0x7f, 255, 255, 255, 255, 255, 255, 255];
    expect(() => readXgboost(list(0x24, 0x64, 0x23, ...big))).toThrow("byte 8: expected at most 0 items");
    expect(() => readXgboost(list(0x24, 0x5a, 0x23, ...big))).toThrow("expected a list of numbers or strings");
    expect(() => readXgboost(list(0x23, 0x69, 0xff))).toThrow("expected at most 0 items, got -1");
    expect(() => readXgboost(list(0x23, 0x64, 0, 0, 0, 0))).toThrow("expected a length");
    expect(() => readXgboost(list(0x24, 0x69, 0x69))).toThrow("expected a count behind the type");
    expect(() => readXgboost(Uint8Array.of(0x7b, 0x69, 9, 0x61))).toThrow("expected at most 1 bytes, got 9");
    const whole = toUbjson(sampleDocument());
    expect(() => readXgboost(whole.subarray(0, whole.length - 1))).toThrow("expected a value, got the end of the file");
    expect(() => readXgboost(join([whole, Uint8Array.of(1)]))).toThrow("expected the end of the document, got 1 bytes");
    expect(() => readXgboost(ascii(`{i\u0001a${"[".repeat(100_000)}`))).toThrow(
      "expected at most 32 lists and objects",
    );
  });

  it("of the binary format that says more than there is", () => {
    const binary = (change: (view: DataView) => void): Uint8Array => {
      const bytes = join([ascii("binf"), toLegacy()]);
      change(new DataView(bytes.buffer));
      return bytes;
    };
    // The names of objective and booster take 8 + 15 and 8 + 6 bytes behind 140.
    const trees = 177;
    expect(() => readXgboost(binary((view) => view.setInt32(trees, 1_000_000, true)))).toThrow(
      /num_trees: .*got 1000000/,
    );
    expect(() => readXgboost(binary((view) => view.setInt32(trees, -1, true)))).toThrow(
      "num_trees: expected an integer",
    );
    expect(() => readXgboost(binary((view) => view.setInt32(trees + 164, 99_999, true)))).toThrow("tree 0, num_nodes");
    expect(() => readXgboost(binary((view) => view.setInt32(trees + 160, 2, true)))).toThrow("tree 0, num_roots");
    expect(() => readXgboost(binary((view) => view.setInt32(8, -1, true)))).toThrow("num_feature: expected an integer");
    expect(() => readXgboost(binary((view) => view.setFloat32(4, Number.NaN, true)))).toThrow("base_score: expected");
    expect(() => readXgboost(binary((view) => view.setUint32(144, 9, true)))).toThrow(
      "length of objective: expected at",
    );
    const whole = binary(() => undefined);
    for (let length = 4; length < whole.length; length++) {
      expect(() => readXgboost(whole.subarray(0, length)), `${length} bytes`).toThrow(/^XGBoost model/);
    }
    expect(() => readXgboost(toLegacy({ treeInfo: [0, 1] }))).toThrow("tree 1, tree_info: expected a group of 0 to 0");
    expect(() => readXgboost(toLegacy({ booster: "dart", weights: [1] }))).toThrow("weight_drop: expected 2 numbers");
  });

  it("of a snapshot or base64 that is none", () => {
    expect(() => readXgboost(ascii("CONFIG-offset:123"))).toThrow("snapshot: expected 22 bytes, got 17");
    expect(() => readXgboost(ascii("CONFIG-offset:12345678"))).toThrow("snapshot: expected a model of at most 0 bytes");
    expect(() => readXgboost(ascii("bs64\tYm!"))).toThrow("base64 character 2: expected a letter of base64");
  });
});
