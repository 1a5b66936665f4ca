/**
 * The compiler in a process of its own, cold as a first start finds it: compiles a model and writes what
 * the engines need into its folder.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LinkedKernels } from "../../wasm-models/backends/wasm/linked.ts";
import { compileModel } from "../../wasm-models/compile/compile.ts";
import type { ImportedModel } from "../../wasm-models/ir/program.ts";
import { openTrainedModel } from "../../wasm-models/module/trained-model.ts";
import { writeModule } from "../../wasm-models/module/write.ts";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import { writeForestSources } from "../models/forest-sources.ts";
import { generateModel, generateRows } from "../models/generated.ts";
import { writeRows } from "../models/rows.ts";

export interface CompileSettings {
  readonly key: string;
  readonly folder: string;
  /** What its library saved, in the folder; a generated model when absent. */
  readonly file?: string | undefined;
  readonly precision?: "f32" | undefined;
}

/** What is known once a model is compiled. */
export interface Compilation {
  readonly columns: number;
  readonly output: string;
  readonly compileMs: number;
  readonly loadMs: number;
  readonly moduleBytes: number;
  /** Whether it is a forest that C can be written for. */
  readonly isForest: boolean;
}

const { key, folder, file, precision } = readSettings() as CompileSettings;

const options = precision === undefined ? {} : { precision };

async function compile(): Promise<Compilation> {
  const kernels = await LinkedKernels.load();
  const bytes = file === undefined ? undefined : new Uint8Array(readFileSync(join(folder, file)));
  const began = performance.now();
  const { model, module } = bytes === undefined ? generated() : await compileModel(bytes, options);
  const compiled = performance.now();
  const { features, outputs } = openTrainedModel(module, kernels);
  const loadMs = performance.now() - compiled;
  const output = ["predict_proba", "predict"].find((name) => outputs.some((one) => one.name === name))!;
  if (bytes === undefined) writeRows(folder, generateRows(features.length));
  writeFileSync(join(folder, `${key}.wasm`), module);
  writeFileSync(join(folder, "subject.json"), JSON.stringify({ columns: features.length, output }));
  return {
    columns: features.length,
    output,
    compileMs: compiled - began,
    loadMs,
    moduleBytes: module.length,
    isForest: writeForestSources(folder, model, module),
  };
}

function generated(): { model: ImportedModel; module: Uint8Array } {
  const model = generateModel(key);
  return { model, module: writeModule(model, options) };
}

answerQuestions({ compile });
announce();
