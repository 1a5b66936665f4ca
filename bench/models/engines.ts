/** The engines that a model is given to, one row each. @module */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchOptions } from "../harness.ts";
import type { OnnxSettings } from "../peers/model-onnx.ts";
import type { Peer, StartPeer } from "../processes.ts";
import { findOrtNode, findPython } from "./cache.ts";
import type { Engine, Missing } from "./engine.ts";
import { readExpected } from "./forest-sources.ts";
import { startIfElse, startKernel } from "./gcc.ts";
import { LineProcess } from "./line-process.ts";
import type { Prepared } from "./prepare.ts";

/** Where engines are started, and what becomes of them. */
export interface Room {
  readonly start: StartPeer;
  readonly options: BenchOptions;
  readonly onStop: (stop: () => Promise<void>) => void;
}

export interface EngineKind {
  /** Part of its keys. */
  readonly key: string;
  readonly words: string;
  /** It is asked for single rows only. */
  readonly rowByRow?: true;
  /** Whether it is one for such a model. */
  knows(model: Prepared): boolean;
  start(model: Prepared, room: Room): Promise<Engine | Missing>;
  /** What it must answer, when that is not what ours answers. */
  expected?(model: Prepared, rows: number): readonly number[];
}

export const OURS: EngineKind = {
  key: "wasm",
  words: "Zerohop",
  knows: () => true,
  start: async (model, { start }) => ofPeer(await start("peers/model-wasm", subjectOf(model))),
};

export const ENGINES: readonly EngineKind[] = [
  OURS,
  onnx("ortWeb", "onnxruntime-web", "web"),
  onnx("ortNode", "onnxruntime-node", "node"),
  python("xgboost", "XGBoost's inplace_predict", "model.json"),
  python("lightgbm", "LightGBM's predict", "model.txt"),
  { ...python("lightgbmFast", "LightGBM's C interface for single rows", "model.txt"), rowByRow: true },
  python("sklearn", "scikit-learn's predict_proba", "model.joblib"),
  {
    key: "gcc",
    words: "the same kernel in C, gcc -O3",
    knows: isForest,
    start: startKernel,
    expected: ({ folder }, rows) => readExpected(folder, rows),
  },
  {
    key: "ifElse",
    words: "every tree as if and else in C, gcc -O2",
    knows: isForest,
    start: startIfElse,
    expected: ({ folder }, rows) => readExpected(folder, rows),
  },
];

function isForest({ compilations }: Prepared): boolean {
  return compilations[0]!.isForest;
}

function subjectOf({ key, folder, columns, output }: Prepared): object {
  return { key, folder, columns, output };
}

function ofPeer(peer: Peer): Engine {
  return {
    answers: (rows) => peer.ask("answers", rows),
    measure: (batch, durationMs) => peer.ask("measure", { batch, durationMs }),
  };
}

function onnx(key: string, words: string, engine: OnnxSettings["engine"]): EngineKind {
  return {
    key,
    words,
    knows: () => true,
    start: async (model, { start, options }) => {
      if (!existsSync(join(model.folder, "model.onnx"))) return { missing: reasonWithout(model) };
      const beside = engine === "web" ? join(options.root, "package.json") : findOrtNode();
      if (beside === undefined) return { missing: "it is not installed where ZEROHOP_BENCH_ORT_NODE says" };
      return ofPeer(await start("peers/model-onnx", { ...subjectOf(model), engine, beside }));
    },
  };
}

/** Why a model is not there in ONNX. */
function reasonWithout({ folder, entry }: Prepared): string {
  const note = join(folder, "onnx.txt");
  if (existsSync(note)) return readFileSync(note, "utf8").split("\n")[0]!;
  return entry.madeBy === "seed" ? "a generated model has no ONNX file" : "there is no ONNX file";
}

function python(key: string, words: string, file: string): EngineKind {
  return {
    key,
    words,
    knows: ({ entry }) => entry.file === file,
    start: async ({ folder }, { options, onStop }) => {
      const command = findPython();
      if (command === undefined) return { missing: "no Python with the libraries was found" };
      const script = join(options.root, "bench", "models", "peers.py");
      const single = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
      const started = new LineProcess(command, [script, key, folder], single);
      onStop(() => started.stop());
      return started.ready();
    },
  };
}
