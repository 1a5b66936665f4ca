import { beforeAll, describe, expect, test } from "vitest";
import { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { compileModel } from "../../../wasm-models/compile/compile.ts";
import { LinkedModel } from "../../../wasm-models/module/linked-model.ts";
import { isCompiledModel, readModule } from "../../../wasm-models/module/read.ts";
import { cellsOf, fileOf, truths } from "../models/truth.ts";
import { callGuest } from "./guest-call.ts";

const MODELS = [
  ["sklearn", "1.9.1", "random-forest"],
  ["sklearn", "0.24.2", "logistic-lbfgs-multi"],
  ["sklearn", "1.9.1", "logistic-labels-text"],
  ["sklearn", "1.9.1", "pipeline-polynomial-ridge"],
  ["xgboost", "3.4.1", "softprob"],
  ["lightgbm", "4.7.0", "binary"],
] as const;

describe("a standalone module", () => {
  let kernels: LinkedKernels;
  beforeAll(async () => {
    kernels = await LinkedKernels.load();
  });

  test.each(MODELS)("of %s %s %s gives the bits of the linked model", async (library, version, name) => {
    const truth = truths(library, version).find((candidate) => candidate.name === name)!;
    const rows = cellsOf(truth.input).map((row) => row.map(Number));
    const bytes = fileOf(truth, truth.files[0]!.file);
    const { module, model } = await compileModel(bytes);
    expect(isCompiledModel(module)).toBe(true);
    expect(WebAssembly.Module.imports(new WebAssembly.Module(module))).toEqual([]);
    for (const { name: output } of model.program.outputs) {
      const one = await compileModel(bytes, { answers: output });
      const opened = readModule(one.module);
      const linked = new LinkedModel(kernels, opened);
      const { numbers, columns } = opened.metadata;
      const values = linked.run(linked.output(output), rows.length, (row, into, at) => {
        for (let column = 0; column < columns; column++) into[at + column] = rows[row]![numbers[column]!]!;
      });
      linked.close();
      const answer = callGuest(one.module, rows);
      const { labels } = opened.metadata.outputs.find((candidate) => candidate.name === output)!;
      const expected = labels?.length === 1 ? Array.from(values, (value) => labels[0]![value]) : Array.from(values);
      expect(answer).toEqual(expected);
    }
  });

  test("refuses what the model refuses, and serves on", async () => {
    const truth = truths("sklearn", "0.24.2").find(({ name }) => name === "logistic-lbfgs-multi")!;
    const { module } = await compileModel(fileOf(truth, truth.files[0]!.file));
    expect(() => callGuest(module, [[1, 2, NaN, 4]])).toThrow(/Row 0 has a value in column 2/);
    expect(() => callGuest(module, [[1, 2]])).toThrow(/Expected \[rows, 4\] numbers/);
    expect(callGuest(module, [[1, 2, 3, 4]])).toHaveLength(3);
  });
});
