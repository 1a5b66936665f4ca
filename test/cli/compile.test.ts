import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isCompiledModel, readModule } from "../../wasm-models/module/read.ts";
import { callGuest } from "../wasm-models/module/guest-call.ts";
import { MODELS, cellsOf, truths, valuesOf } from "../wasm-models/models/truth.ts";
import type { Truth } from "../wasm-models/models/truth.ts";
import { npyRows, npyTexts } from "./compile-npy.ts";
import { zerohop } from "./zerohop-process.ts";

let folder: string;
const path = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-compile-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const forest = truths("sklearn", "1.9.1").find(({ name }) => name === "random-forest") as Truth;
const rows = cellsOf(forest.input).map((row) => row.map(Number));
const file = join(MODELS, "sklearn", "1.9.1", "random-forest.joblib");

describe("zerohop compile", () => {
  beforeEach(() => {
    for (const name of readdirSync(folder)) rmSync(path(name));
    copyFileSync(file, path("model.joblib"));
  });

  it("writes a module without imports beside the model, and says what is in it", async () => {
    const { stdout, stderr, code } = await zerohop(["compile", folder]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain(`${path("model.joblib")}: pickle, scikit-learn 1.9.1\n`);
    expect(stdout).toContain("Estimator\n  RandomForestClassifier  8 trees, ");
    expect(stdout).toContain("Input, 4 columns of numbers without names");
    expect(stdout).toMatch(
      /predict_proba +\[rows, 3\] FP64: setosa, versicolor, virgínica +\(what the module answers\)/,
    );
    expect(stdout).toContain(`Wrote ${path("model.wasm")}, `);
    const module = new Uint8Array(readFileSync(path("model.wasm")));
    expect(WebAssembly.Module.imports(new WebAssembly.Module(module))).toEqual([]);
    expect(callGuest(module, rows)).toEqual(valuesOf(forest.outputs["predict_proba"]!));
    expect(readdirSync(folder).toSorted()).toEqual(["model.joblib", "model.wasm"]);
  });

  it("lets the person choose output and file", async () => {
    const { code } = await zerohop(["compile", path("model.joblib"), "-o", path("labels.wasm"), "--method", "predict"]);
    expect(code).toBe(0);
    expect(callGuest(new Uint8Array(readFileSync(path("labels.wasm"))), rows)).toEqual(
      valuesOf(forest.outputs["predict"]!),
    );
  });

  it("keeps in the module where the model came from, and its precision", async () => {
    writeFileSync(path("model.joblib.dvc"), "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: model.joblib\n");
    expect((await zerohop(["compile", path("model.joblib"), "--precision", "f32"])).code).toBe(0);
    const { metadata } = readModule(new Uint8Array(readFileSync(path("model.wasm"))));
    expect(metadata).toMatchObject({
      precision: "f32",
      provenance: { dvcHash: expect.stringContaining("0123456789abcdef") },
    });
    const { stdout } = await zerohop(["inspect", path("model.wasm")]);
    expect(stdout).toContain("0123456789abcdef");
  });

  it("writes over its own module, and over nothing else", async () => {
    expect((await zerohop(["compile", path("model.joblib")])).code).toBe(0);
    expect((await zerohop(["compile", path("model.joblib")])).code).toBe(0);
    writeFileSync(path("model.wasm"), "mine");
    const { stderr, code } = await zerohop(["compile", path("model.joblib")]);
    expect(stderr).toContain("model.wasm is there already, and no module of the compiler");
    expect(code).toBe(2);
    expect(readFileSync(path("model.wasm"), "utf8")).toBe("mine");
  });

  it("verifies probabilities of an .npy file, and the module says so from then on", async () => {
    const values = valuesOf(forest.outputs["predict_proba"]!).map(Number);
    writeFileSync(path("rows.npy"), npyRows(rows));
    writeFileSync(path("out.npy"), npyRows(rows.map((_, row) => values.slice(row * 3, row * 3 + 3))));
    const args = ["compile", path("model.joblib"), "--verify", path("rows.npy"), "--expected", path("out.npy")];
    const { stdout, code } = await zerohop(args);
    expect(code).toBe(0);
    expect(stdout).toContain(`Verified predict_proba of ${rows.length} rows, `);
    const { metadata } = readModule(readFileSync(path("model.wasm")));
    expect(metadata.certificate).toEqual({
      rows: rows.length,
      output: "predict_proba",
      largestRelative: expect.any(Number) as number,
      largestUlp: expect.any(Number) as number,
      sourceDigest: metadata.sourceDigest,
      libraryVersion: "1.9.1",
    });
    expect(metadata.certificate!.largestRelative).toBeLessThan(1e-15);
    const inspected = await zerohop(["inspect", path("model.wasm")]);
    expect(inspected.stdout).toContain(
      `Parity certificate\n  predict_proba of ${rows.length} rows against version 1.9.1`,
    );
  });

  it("verifies labels of CSV and .npy files", async () => {
    const labels = valuesOf(forest.outputs["predict"]!).map(String);
    writeFileSync(path("rows.csv"), `${rows.map((row) => row.join(",")).join("\n")}\n`);
    writeFileSync(path("out.csv"), `species\n${labels.map((label) => `"${label}"`).join("\n")}\n`);
    writeFileSync(path("out.npy"), npyTexts(labels));
    for (const expected of ["out.csv", "out.npy"]) {
      const args = ["--verify", path("rows.csv"), "--expected", path(expected), "--method", "predict"];
      const { stdout, stderr, code } = await zerohop(["compile", path("model.joblib"), ...args]);
      expect(stderr).toBe("");
      expect(stdout).toContain("none, every bit is equal");
      expect(code).toBe(0);
    }
  });

  it("ends with 1 and writes nothing when an answer is another one", async () => {
    const values = valuesOf(forest.outputs["predict_proba"]!).map(Number);
    const wrong = rows.map((_, row) =>
      values.slice(row * 3, row * 3 + 3).map((value) => (row === 2 ? 1 - value : value)),
    );
    writeFileSync(path("rows.npy"), npyRows(rows));
    writeFileSync(path("out.npy"), npyRows(wrong));
    const args = ["compile", path("model.joblib"), "--verify", path("rows.npy"), "--expected", path("out.npy")];
    const { stdout, code } = await zerohop(args);
    expect(code).toBe(1);
    expect(stdout).toContain("row 2, column ");
    expect(stdout).toContain("Not written: predict_proba differs by more than the tolerance");
    expect(existsSync(path("model.wasm"))).toBe(false);
  });

  it("writes ONNX", async () => {
    const { stdout, code } = await zerohop(["compile", path("model.joblib"), "--to", "onnx"]);
    expect(stdout).toContain(`Wrote ${path("model.onnx")}, `);
    expect(code).toBe(0);
    const onnx = readFileSync(path("model.onnx"));
    expect(isCompiledModel(onnx)).toBe(false);
    expect(onnx.includes("predict_proba")).toBe(true);
  });

  const hostile = join(MODELS, "hostile");
  const hashing = join(MODELS, "sklearn", "1.9.1", "text-hashing-logistic.joblib");
  it.each<[string, readonly string[]]>([
    [
      "Pipeline.steps[0]: expected an estimator that can be compiled (see docs/models.md), got HashingVectorizer",
      [hashing],
    ],
    ["export the model to ONNX instead", [hashing]],
    ["os-system.pkl: ", [join(hostile, "os-system.pkl")]],
    ["no such file", ["/nowhere/model.joblib"]],
    ["--method probabilities: the model answers predict, predict_proba", [file, "--method", "probabilities"]],
    ["--verify and --expected go together", [file, "--verify", "rows.csv"]],
    ["--verify /nowhere.csv: no such file", [file, "--verify", "/nowhere.csv", "--expected", "/nowhere.csv"]],
    ["expected a number from 0 to 1", [file, "--tolerance", "some"]],
    ["Allowed choices are wasm, onnx", [file, "--to", "c"]],
  ])("ends with 2, since 1 says that answers differ: %s", async (message, args) => {
    const { stderr, code } = await zerohop(["compile", ...args, "-o", path("x.wasm")]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(path("x.wasm"))).toBe(false);
  });
});
