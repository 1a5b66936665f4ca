/** What a verification counts as equal, within the tolerance and beyond it. */
import { describe, expect, it } from "vitest";
import { readCsv } from "../../runtime/cli/models/csv.ts";
import { formatParity } from "../../runtime/cli/models/parity-report.ts";
import { toleranceOf } from "../../runtime/cli/models/tolerance.ts";
import { verifyModel } from "../../runtime/cli/models/verify.ts";
import type { Verification } from "../../runtime/cli/models/verify.ts";
import { compileModel } from "../../wasm-models/compile/compile.ts";
import type { TrainedModel, TrainedOutput } from "../../runtime/units/trained-model.ts";
import { fileOf, truths } from "../wasm-models/models/truth.ts";

/** Answers these numbers, whatever it is asked. */
function modelOf(answers: readonly number[], output: Partial<TrainedOutput> = {}): TrainedModel {
  return {
    features: [{ name: undefined, kind: "number" }],
    outputs: [{ name: "predict", columns: 1, axes: 1, datatype: "FP64", ...output }],
    estimator: "Ridge",
    library: "scikit-learn",
    libraryVersion: undefined,
    warnings: [],
    sourceDigest: undefined,
    run: () => Float64Array.from(answers),
    close: () => {},
  };
}

function verify(
  answers: readonly number[],
  expected: string,
  tolerance: number,
  output: Partial<TrainedOutput> = {},
): Verification {
  const columns = output.columns ?? 1;
  const rows = readCsv(Array.from({ length: answers.length / columns }, (_, row) => `${row}`).join("\n"), "rows");
  const names = { rows: "rows", expected: "expected" };
  const table = readCsv(expected, "expected", { rows: rows.rows });
  return verifyModel(modelOf(answers, output), { output: 0, rows, expected: table, tolerance, names });
}

describe("verifyModel()", () => {
  it("tells equal values from those within the tolerance and beyond it", () => {
    const next = 1 + Number.EPSILON;
    expect(verify([1, next, 2], "1\n1\n1.5", 1e-10)).toMatchObject({
      rows: 3,
      values: 3,
      equal: 1,
      wrong: 1,
      largestRelative: 0.25,
      first: { row: 2, column: 0, ours: 2, expected: 1.5 },
    });
    expect(verify([1, next], "1\n1", 1e-10)).toMatchObject({ largestUlp: 1, wrong: 0 });
    expect(verify([1, next], "1\n1", 0)).toMatchObject({ wrong: 1, first: { row: 1 } });
  });

  it("takes what is next to zero as rounding", () => {
    expect(verify([1e-17], "-3e-16", 1e-10)).toMatchObject({ wrong: 0, largestRelative: 1e-15 });
    expect(verify([1e-9], "2e-9", 1e-10)).toMatchObject({ wrong: 1 });
  });

  it("has small float32 probabilities right within a bit of 1", () => {
    expect(verify([1e-6], "1.1e-6", 2e-7, { datatype: "FP32" })).toMatchObject({ wrong: 0 });
    expect(verify([1e-6], "1.1e-6", 2e-7)).toMatchObject({ wrong: 1 });
  });

  it("has NaN equal to NaN alone", () => {
    expect(verify([Number.NaN, Number.NaN, 1], "nan\n1\nnan", 1e-5)).toMatchObject({ equal: 1, wrong: 2 });
    expect(verify([Number.POSITIVE_INFINITY, 1], "inf\ninf", 1e-5)).toMatchObject({ equal: 1, wrong: 1 });
  });

  it.each([
    ["texts", ["no", "yes"], "yes\nno", "yes\nyes"],
    ["texts that look like numbers", ["1", "01"], "01\n1", "1\n1"],
    ["booleans", [false, true], "True\nFalse", "1\n1"],
    ["integers", [10, 20], "20\n10.0", "20\n20"],
    ["long integers", [2n ** 60n, 2n ** 60n + 1n], `${2n ** 60n + 1n}\n${2n ** 60n}`, `${2n ** 60n}\n${2n ** 60n}`],
  ] as const)("compares labels: %s", (_, labels, right, wrong) => {
    expect(verify([1, 0], right, 0, { labels: [labels] })).toMatchObject({ equal: 2, wrong: 0 });
    expect(verify([1, 0], wrong, 0, { labels: [labels] })).toMatchObject({ wrong: 1 });
  });

  it("says which file does not fit", () => {
    expect(() => verify([1, 2], "1\n2\n3\n4", 0)).toThrow(
      "expected: expected 2 rows of 1 (what predict answers), got 4",
    );
    expect(() => verify([1, 2], "1,2", 0, { columns: 2, name: "predict_proba" })).not.toThrow();
  });
});

describe("formatParity()", () => {
  it("shows counts, the largest difference and the first value that is wrong", () => {
    const text = formatParity({ ...verify([0.5, 0.1234567], "0.5\n0.1234568", 1e-10), milliseconds: 1 });
    expect(text).toContain("Verified predict of 2 rows, 1.0 ms");
    expect(text).toMatch(/equal +1 {2}50\.0 %/);
    expect(text).toMatch(/beyond tolerance +1 {2}50\.0 %/);
    expect(text).toMatch(/largest difference {2}8\.1e-7 relative, [\d,]+ ulp of float64/);
    expect(text).toContain("row 1, column 0\n    module    0.1234567\n    expected  0.1234568");
    expect(text).toContain("np.save keeps them");
  });

  it("says that every bit is equal", () => {
    expect(formatParity(verify([1], "1", 0))).toContain("none, every bit is equal");
  });
});

describe("toleranceOf()", () => {
  it.each([
    ["sklearn", "random-forest", "predict", 0],
    ["sklearn", "random-forest", "predict_proba", 1e-12],
    ["sklearn", "pipeline-scaler-logistic", "predict_proba", 1e-10],
    ["sklearn", "knn-cosine", "predict_proba", 1e-5],
    ["sklearn", "standard-scaler", "transform", 1e-10],
    ["xgboost", "softprob", "predict", 2e-7],
    ["lightgbm", "binary", "predict", 1e-12],
  ] as const)("of %s %s %s is %f", async (library, name, output, tolerance) => {
    const version = { sklearn: "1.9.1", xgboost: "3.4.1", lightgbm: "4.7.0" }[library];
    const truth = truths(library, version).find((candidate) => candidate.name === name)!;
    const { model } = await compileModel(fileOf(truth, truth.files[0]!.file));
    expect(toleranceOf(model.program, output)).toBe(tolerance);
  });
});
