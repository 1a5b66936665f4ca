/**
 * One loaded ONNX model: tensors in the model's own order and datatypes go in, the wanted outputs
 * come out. The same code runs on the serving thread and inside a worker thread.
 *
 * The memory of onnxruntime's WASM only ever grows: a released session's space is used again, but
 * not given back before its thread ends.
 * @module
 */
import type * as Ort from "onnxruntime-web/wasm";
import { InferenceError } from "../../errors.ts";
import type { NumericArray } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Engine, EngineVerb } from "../engine.ts";
import type { OnnxRuntime } from "./onnx-runtime.ts";
import { assertUsable, loadError, runError } from "./ort-errors.ts";
import type { RunSample } from "./run-estimate.ts";
import { ORT_DATATYPES, quoteName, readSignature } from "./signature.ts";
import type { ModelSignature } from "./signature.ts";
import { warmUp } from "./warm-up.ts";

/** Plain JSON, as the settings of an OffloadSource are. */
export interface OnnxEngineSettings {
  /** Names of the outputs to answer with; all when missing. */
  readonly outputs?: readonly string[] | undefined;
  /** How long {@link OnnxEngine.describe} warms up, in milliseconds. */
  readonly warmUpMs: number;
}

/** What a loaded engine knows about itself; plain data. */
export interface OnnxEngineReport {
  readonly signature: ModelSignature;
  /** How long loading held its thread. */
  readonly loadMs: number;
  /** Measured runs on made-up input; empty when the model refuses that. */
  readonly samples: readonly RunSample[];
}

export interface OnnxEngine extends Engine {
  readonly signature: ModelSignature;
  /** How long the latest run held its thread, in milliseconds. */
  readonly lastRunMs: number;
  /**
   * Runs the model on one tensor for each input, in the signature's order and datatypes.
   * @param deadlineMs on the runtime's clock: a run whose turn comes later is dropped.
   * @throws InferenceError saying what did not fit.
   */
  run(verb: EngineVerb, tensors: readonly Tensor[], deadlineMs?: number): Promise<readonly Tensor[]>;
  /** Warms the model up and says what it is. */
  describe(): Promise<OnnxEngineReport>;
  close(): Promise<void>;
}

/** Errors come back; without this the library also prints them, with shapes and node names. */
const SILENT: Ort.InferenceSession.RunOptions = { logSeverityLevel: 4, logVerbosityLevel: 0, terminate: false };

/**
 * Loads a model.
 * @throws InferenceError INVALID_ARGUMENT saying why the file cannot be served and what to do.
 */
export async function createOnnxEngine(
  bytes: Uint8Array,
  settings: OnnxEngineSettings,
  runtime: OnnxRuntime,
): Promise<OnnxEngine> {
  const { session, loadMs } = await runtime.queue.run(() => load(bytes, runtime));
  try {
    return wrap(session, readSignature(session, settings.outputs), loadMs, settings, runtime);
  } catch (error) {
    await release(session, runtime);
    throw error;
  }
}

async function load(bytes: Uint8Array, runtime: OnnxRuntime) {
  assertUsable(runtime);
  const started = runtime.now();
  try {
    const session = await runtime.library.InferenceSession.create(bytes, {
      executionProviders: ["wasm"],
      logSeverityLevel: 4,
      // A memory plan is kept for every input shape ever seen, and clients choose the shapes.
      enableMemPattern: false,
    });
    return { session, loadMs: runtime.now() - started };
  } catch (error) {
    throw loadError(error, runtime);
  }
}

function wrap(
  session: Ort.InferenceSession,
  signature: ModelSignature,
  loadMs: number,
  settings: OnnxEngineSettings,
  runtime: OnnxRuntime,
): OnnxEngine {
  const outputNames = signature.outputs.map((output) => output.name);
  let closed = false;
  let lastRunMs = 0;

  const runNow = async (tensors: readonly Tensor[], deadlineMs: number): Promise<readonly Tensor[]> => {
    assertUsable(runtime);
    const started = runtime.now();
    if (started > deadlineMs) {
      throw new InferenceError("DEADLINE_EXCEEDED", "The deadline passed while earlier ONNX runs held the thread");
    }
    try {
      const fetches = await session.run(toFeeds(tensors, signature, runtime), outputNames, SILENT);
      return fromFetches(fetches, signature);
    } catch (error) {
      throw runError(error, runtime);
    } finally {
      lastRunMs = runtime.now() - started;
    }
  };

  const run = async (_verb: EngineVerb, tensors: readonly Tensor[], deadlineMs = Infinity) => {
    if (closed) throw new InferenceError("UNAVAILABLE", "The ONNX session is closed");
    return await runtime.queue.run(() => runNow(tensors, deadlineMs));
  };

  return {
    signature,
    get lastRunMs() {
      return lastRunMs;
    },
    run,
    async describe() {
      const samples = await warmUp(signature, settings.warmUpMs, runtime, (tensors) => run("predict", tensors));
      return { signature, loadMs, samples };
    },
    async close() {
      if (closed) return;
      // Runs that wait already come before the release in the queue, and still get their answer.
      closed = true;
      await release(session, runtime);
    },
  };
}

async function release(session: Ort.InferenceSession, runtime: OnnxRuntime): Promise<void> {
  if (runtime.broken !== undefined) return;
  await runtime.queue.run(() => session.release());
}

function toFeeds(tensors: readonly Tensor[], signature: ModelSignature, { library }: OnnxRuntime) {
  const feeds: Record<string, Ort.Tensor> = {};
  signature.inputs.forEach(({ name, type }, index) => {
    const { data, shape } = tensors[index]!;
    // FP16 goes in as bit patterns, also where the library has a Float16Array to wrap them with.
    feeds[name] = new library.Tensor(type as "float32", data as Float32Array, shape);
  });
  return feeds;
}

function fromFetches(fetches: Ort.InferenceSession.ReturnType, signature: ModelSignature): readonly Tensor[] {
  return signature.outputs.map(({ name }) => {
    const value = fetches[name];
    const datatype = value === undefined ? undefined : ORT_DATATYPES[value.type];
    if (value === undefined || datatype === undefined) {
      throw new InferenceError("INTERNAL", `The ONNX model gave no tensor for output ${quoteName(name)}`);
    }
    // Already a copy outside of the WASM memory, so it may outlive the session.
    const { data, dims } = value;
    value.dispose();
    return { name, datatype, shape: dims, data: datatype === "FP16" ? bitPatterns(data) : (data as NumericArray) };
  });
}

function bitPatterns(data: Ort.Tensor.DataType): Uint16Array {
  if (data instanceof Uint16Array) return data;
  const { buffer, byteOffset, length } = data as unknown as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}
