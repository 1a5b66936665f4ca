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

const SHARED = Symbol.for("zerohop.onnxruntime");

/**
 * Loads onnxruntime-web, once for its thread.
 * @throws InferenceError INTERNAL when the package is not installed.
 */
export async function openOnnxRuntime(host: OnnxHost): Promise<OnnxRuntime> {
  const library = await importLibrary();
  const shared = sharedState(library);
  shared.started ??= configure(library, host);
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

async function configure({ env }: OrtLibrary, host: OnnxHost): Promise<void> {
  // More threads would be started from this bundle's own URL and fail; a proxy needs a Worker class.
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  // Its messages carry shapes and node names of requests to the console; errors come back anyway.
  env.logLevel = "fatal";
  const binary = await host.onnxRuntimeBinary?.();
  if (binary !== undefined) env.wasm.wasmBinary = binary;
}
