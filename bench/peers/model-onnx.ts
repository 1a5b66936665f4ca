/** A model in ONNX, run by onnxruntime-web or by onnxruntime-node, one thread. @module */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Ort from "onnxruntime-web/wasm";
import { announce, answerQuestions, readSettings } from "../ask.ts";
import type { MeasureOrder, Subject } from "../models/engine.ts";
import { readRows } from "../models/rows.ts";
import { timeAwaited } from "../models/time-calls.ts";

export interface OnnxSettings extends Subject {
  readonly engine: "web" | "node";
  /** A file beside which the engine's package is found. */
  readonly beside: string;
}

const { engine, beside, folder, columns } = readSettings() as OnnxSettings;
const require = createRequire(beside);
const ort = loadEngine();
const session = await ort.InferenceSession.create(readFileSync(join(folder, "model.onnx")), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
});
const data = Float32Array.from(readRows(folder));
const asked = data.length / columns;
// Labels may come first; what is compared are probabilities or the only output there is.
const [input] = session.inputNames;
const output = session.outputNames.at(-1)!;

function loadEngine(): typeof Ort {
  if (engine === "node") return require("onnxruntime-node") as typeof Ort;
  const loaded = require("onnxruntime-web/wasm") as typeof Ort;
  loaded.env.wasm.numThreads = 1;
  return loaded;
}

function tensor(first: number, batch: number): Ort.Tensor {
  return new ort.Tensor("float32", data.subarray(first * columns, (first + batch) * columns), [batch, columns]);
}

answerQuestions({
  answers: async (count: number) => {
    const answer = await session.run({ [input!]: tensor(0, count) });
    return Array.from(answer[output]!.data as Float32Array);
  },
  measure: ({ batch, durationMs }: MeasureOrder) => {
    const turns = Math.floor(asked / batch);
    return timeAwaited(durationMs, (turn) =>
      session.run({ [input!]: tensor((turn % turns) * batch, batch) }, [output]),
    );
  },
});
announce();
