/**
 * onnxruntime-web as the units see it: loaded when the first ONNX unit is made, one thread, one
 * run at a time.
 *
 * The library is a singleton of its thread, whatever number of hosts or servers live there, so the
 * run queue must be one per loaded library. It therefore hangs on the library's own `env` object:
 * exactly as many queues as there are onnxruntimes, and no state in a module of ours.
 * @module
 */
import type * as Ort from "onnxruntime-web/wasm";
import { InferenceError } from "../../errors.ts";
import { createRunQueue } from "./run-queue.ts";
import type { RunQueue } from "./run-queue.ts";

export type OrtLibrary = typeof Ort;

export interface OnnxRuntime {
  readonly library: OrtLibrary;
  readonly queue: RunQueue;
  /** Monotonic milliseconds. */
  now(): number;
  /** Why nothing can run any more on this thread: a trap leaves the library's memory in pieces. */
  readonly broken: string | undefined;
  /** Notes a trap; all later calls are refused. */
  markBroken(reason: string): void;
}

/** What this needs of the RuntimeHost; a worker thread brings its own. */
export interface OnnxHost {
  now(): number;
  onnxRuntimeBinary?(): Promise<Uint8Array>;
}

interface Shared {
  readonly queue: RunQueue;
  broken: string | undefined;
  started: Promise<void> | undefined;
}

/** x FP32[1] -> y = x, the smallest model there is. */
const IDENTITY_MODEL = "CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN";

const SHARED = Symbol.for("zerohop.onnxruntime");

/**
 * Loads and starts onnxruntime-web, once for its thread; that holds the thread for 0.1 to 0.3 s.
 * @throws InferenceError INTERNAL when the package is not installed or cannot start.
 */
export async function openOnnxRuntime(host: OnnxHost): Promise<OnnxRuntime> {
  const library = await importLibrary();
  const shared = sharedState(library);
  shared.started ??= start(library, host).catch((error: unknown) => {
    shared.started = undefined;
    throw error;
  });
  await shared.started;
  return {
    library,
    queue: shared.queue,
    now: () => host.now(),
    get broken() {
      return shared.broken;
    },
    markBroken(reason) {
      shared.broken ??= reason;
    },
  };
}

async function importLibrary(): Promise<OrtLibrary> {
  try {
    return await import("onnxruntime-web/wasm");
  } catch (cause) {
    throw new InferenceError("INTERNAL", "ONNX models need the package onnxruntime-web, install it beside zerohop", {
      cause,
    });
  }
}

function sharedState(library: OrtLibrary): Shared {
  const env = library.env as { [SHARED]?: Shared };
  env[SHARED] ??= { queue: createRunQueue(), broken: undefined, started: undefined };
  return env[SHARED];
}

/**
 * Configures the library and starts it. It compiles 14 MB of WASM with its first session, so that
 * is a tiny one: neither the first model's load time nor its errors are then the library's own.
 */
async function start(library: OrtLibrary, host: OnnxHost): Promise<void> {
  const { env } = library;
  // More threads would be started from this bundle's own URL and fail; a proxy needs a Worker class.
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  // Its messages carry shapes and node names of requests to the console; errors come back anyway.
  env.logLevel = "fatal";
  const binary = await host.onnxRuntimeBinary?.();
  if (binary !== undefined) env.wasm.wasmBinary = binary;
  try {
    const model = Uint8Array.from(atob(IDENTITY_MODEL), (char) => char.charCodeAt(0));
    const session = await library.InferenceSession.create(model, { executionProviders: ["wasm"] });
    await session.release();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `onnxruntime-web cannot start, its WASM file may be missing: ${reason}`;
    throw new InferenceError("INTERNAL", message, { cause });
  }
}
