/** What ensembles do where their members disagree, tie or are missing; the fixtures have the usual cases. */
import { describe, expect, test } from "vitest";
import { importSklearn } from "../../../wasm-models/importers/sklearn/import.ts";
import { interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import type { Program } from "../../../wasm-models/ir/program.ts";
import { openField } from "../../../wasm-models/readers/pickle/fields.ts";
import { readModelPickle } from "../../../wasm-models/readers/pickle/index.ts";
import { GlobalRef, Instance, Tuple } from "../../../wasm-models/readers/pickle/values.ts";
import type { PickleValue } from "../../../wasm-models/readers/pickle/values.ts";
import { fileOf, truths } from "../models/truth.ts";

function made(name: string, state: Record<string, PickleValue>, module = "sklearn"): Instance {
  const instance = new Instance(new GlobalRef(module, name), [], true);
  instance.state = new Map(Object.entries(state));
  return instance;
}

/** A classifier that always answers these shares. */
function always(classes: PickleValue[], shares: PickleValue[], more: Record<string, PickleValue> = {}): Instance {
  const state = { n_features_in_: 1, n_outputs_: 1, strategy: "prior", classes_: classes, class_prior_: shares };
  return made("DummyClassifier", { ...state, ...more });
}

function number(value: number): Instance {
  return made("DummyRegressor", { n_features_in_: 1, strategy: "mean", constant_: [value] });
}

function programOf(model: Instance): Program {
  return importSklearn(openField(model)).program;
}

/** What the output of that name says of any row. */
function answer(model: Instance, name = "predict"): readonly unknown[] {
  const program = programOf(model);
  const output = program.outputs.find((each) => each.name === name)!;
  const values = Array.from(interpret(program, output.value, new Float64Array(1)));
  return output.labels === undefined ? values : values.map((value, at) => output.labels![at]![value]);
}

describe("DummyClassifier", () => {
  const classes = ["a", "b", "c"];

  test("most_frequent takes the first of the most frequent, constant the named one", () => {
    expect(answer(always(classes, [0.2, 0.4, 0.4], { strategy: "most_frequent" }), "predict_proba")).toEqual([0, 1, 0]);
    expect(answer(always(classes, [0.2, 0.4, 0.4], { strategy: "constant", constant: "c" }))).toEqual(["c"]);
    const whole = always([0, 1], [0.2, 0.8], { strategy: "constant", constant: [false] });
    expect(answer(whole)).toEqual([0]);
  });

  test("refuses to draw at random, and a width that nobody knows", () => {
    expect(() => programOf(always(classes, [1, 0, 0], { strategy: "stratified" }))).toThrow(
      "DummyClassifier.strategy: expected prior, most_frequent or constant; what answers at random cannot be compiled",
    );
    const blind = always(classes, [1, 0, 0], { n_features_in_: null });
    expect(() => programOf(blind)).toThrow("DummyClassifier: expected a model that says how many columns it takes");
  });
});

describe("VotingClassifier", () => {
  const voters = [always([0, 1], [0.1, 0.9]), always([0, 1], [0.9, 0.1]), always([0], [1])];
  const voting = (state: Record<string, PickleValue>): Instance =>
    made("VotingClassifier", {
      n_features_in_: 1,
      classes_: ["no", "yes"],
      voting: "hard",
      weights: null,
      estimators: voters.map((voter, at) => new Tuple([`v${at}`, voter])),
      estimators_: voters,
      flatten_transform: false,
      ...state,
    });

  test("the first class wins a tie, weights break it, a dropped voter's weight is left out", () => {
    expect(answer(voting({ estimators_: voters.slice(0, 2), estimators: null }))).toEqual(["no"]);
    expect(answer(voting({ weights: [3, 1, 1] }))).toEqual(["yes"]);
    const dropped = [new Tuple(["v0", voters[0]!]), new Tuple(["v1", "drop"]), new Tuple(["v2", voters[2]!])];
    const state = { estimators: dropped, estimators_: [voters[0]!, voters[2]!], weights: [2, 9, 1] };
    expect(answer(voting(state))).toEqual(["yes"]);
  });

  test("a member that never saw a class gives it no probability", () => {
    const shares = answer(voting({ voting: "soft" }), "predict_proba");
    expect(shares[0]).toBeCloseTo(2 / 3, 12);
    expect(shares[1]).toBeCloseTo(1 / 3, 12);
  });
});

describe("OneVsRestClassifier", () => {
  const oneVsRest = (version: string, members: PickleValue[]): Instance =>
    made("OneVsRestClassifier", {
      n_features_in_: 1,
      classes_: ["a", "b", "c"],
      estimators_: members,
      label_binarizer_: made("LabelBinarizer", { y_type_: "multiclass" }),
      _sklearn_version: version,
    });
  const half = always([0, 1], [0.5, 0.5]);
  const never = always([0, 1], [1, 0]);

  test("of equal scores the last one wins until 1.7, the first one since", () => {
    expect(answer(oneVsRest("1.7.2", [never, half, half]))).toEqual(["c"]);
    expect(answer(oneVsRest("1.8.0", [never, half, half]))).toEqual(["b"]);
  });

  test("where no class is likely older versions answer NaN, newer ones zeros", () => {
    expect(answer(oneVsRest("1.6.1", [never, never, never]), "predict_proba")).toEqual([NaN, NaN, NaN]);
    expect(answer(oneVsRest("1.7.2", [never, never, never]), "predict_proba")).toEqual([0, 0, 0]);
  });

  test("a constant among the labels sets the threshold when it stands first", () => {
    const constant = made("_ConstantPredictor", { y_: [1] });
    const labels = made("OneVsRestClassifier", {
      classes_: [0, 1],
      estimators_: [constant, always([0, 1], [0.4, 0.6])],
      label_binarizer_: made("LabelBinarizer", { y_type_: "multilabel-indicator" }),
    });
    expect(answer(labels)).toEqual([1, 1]);
    expect(answer(labels, "predict_proba")).toEqual([1, 0.6]);
  });
});

describe("OneVsOneClassifier", () => {
  const oneVsOne = (members: PickleValue[], indices: PickleValue = null): Instance =>
    made("OneVsOneClassifier", {
      n_features_in_: 1,
      classes_: ["a", "b", "c"],
      estimators_: members,
      pairwise_indices_: indices,
    });

  test("a regressor only votes with the very numbers of the classes", () => {
    const decision = answer(oneVsOne([number(0), number(0.5), number(1)]), "decision_function");
    // Votes: a and c one each; confidences -0.5, -1 and 1.5.
    expect(decision[0]).toBeCloseTo(1 - 0.5 / 4.5, 12);
    expect(decision[1]).toBeCloseTo(-1 / 6, 12);
    expect(decision[2]).toBeCloseTo(1 + 1.5 / 7.5, 12);
  });

  test("refuses members that take similarities, and too few of them", () => {
    expect(() => programOf(oneVsOne([number(0), number(0), number(0)], [[0]]))).toThrow(/pairwise_indices_: expected/);
    expect(() => programOf(oneVsOne([number(0)]))).toThrow("estimators_: expected 3 estimators, got 1");
  });
});

describe("CalibratedClassifierCV", () => {
  const isotonic = (ys: PickleValue[]): Instance =>
    made("IsotonicRegression", { out_of_bounds: "clip", X_thresholds_: [0, 1], y_thresholds_: ys });
  const calibrated = (calibrators: PickleValue[]): Instance => {
    const part = made("_CalibratedClassifier", {
      estimator: always([0, 1, 2], [0.2, 0.3, 0.5]),
      calibrators,
      method: "isotonic",
    });
    const state = { n_features_in_: 1, classes_: [0, 1, 2], method: "isotonic", calibrated_classifiers_: [part] };
    return made("CalibratedClassifierCV", state);
  };

  test("even shares where every calibrator says 0", () => {
    const none = isotonic([0, 0]);
    expect(answer(calibrated([none, none, none]), "predict_proba")).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  test("refuses thresholds that do not ascend and calibrators that it does not know", () => {
    const back = made("IsotonicRegression", { out_of_bounds: "clip", X_thresholds_: [1, 0], y_thresholds_: [0, 1] });
    expect(() => programOf(calibrated([back, back, back]))).toThrow("thresholds that ascend");
    const other = made("SplineCalibration", {});
    expect(() => programOf(calibrated([other, other, other]))).toThrow(
      /calibrators\[0\]: expected a sigmoid or isotonic calibrator, got SplineCalibration/,
    );
  });
});

test("StackingClassifier refuses the predictions of a classifier of texts", () => {
  const stacking = made("StackingClassifier", {
    n_features_in_: 1,
    classes_: ["a", "b"],
    estimators: null,
    estimators_: [always(["a", "b"], [0.5, 0.5])],
    stack_method_: ["predict"],
    passthrough: false,
    final_estimator_: always([0, 1], [0.5, 0.5]),
  });
  expect(() => programOf(stacking)).toThrow("estimators_[0]: expected classes that are numbers");
});

test("BaggingClassifier hands each member its columns and refuses columns that are not there", () => {
  const bagging = (features: PickleValue[]): Instance =>
    made("BaggingClassifier", {
      n_features_in_: 1,
      classes_: ["a", "b", "c"],
      estimators_: [always([2, 0], [0.25, 0.75])],
      estimators_features_: features,
    });
  expect(answer(bagging([[0]]), "predict_proba")).toEqual([0.75, 0, 0.25]);
  expect(() => programOf(bagging([[1]]))).toThrow(
    "BaggingClassifier.estimators_features_[0]: expected columns of 0 to 0, got 1",
  );
});

test("TransformedTargetRegressor names the transformers that it can undo", () => {
  const target = made("TransformedTargetRegressor", {
    n_features_in_: 1,
    _training_dim: 1,
    regressor_: number(2),
    transformer_: made("PowerTransformer", {}),
  });
  expect(() => programOf(target)).toThrow(
    "transformer_: expected FunctionTransformer, MinMaxScaler, StandardScaler, RobustScaler, MaxAbsScaler, got PowerTransformer",
  );
});

test("a Booster of neither library is refused", () => {
  expect(() => programOf(made("Booster", {}, "catboost.core"))).toThrow(
    "Booster: expected a Booster of XGBoost or LightGBM, got catboost.core",
  );
});

test("a tree that claims more classes than its leaves have is refused before leaves of that size are made", async () => {
  const truth = truths("sklearn", "1.6.1").find(({ name }) => name === "one-vs-one-tree")!;
  const { root } = await readModelPickle(fileOf(truth, truth.files[0]!.file));
  const [first] = ((root as Instance).attribute("estimators_") as Tuple).items as Instance[];
  (first!.state as Map<PickleValue, PickleValue>).set("n_classes_", 100_000_000);
  expect(() => importSklearn(openField(root))).toThrow(/tree_\.values: expected 100000000 numbers in a leaf, got 2/);
});
