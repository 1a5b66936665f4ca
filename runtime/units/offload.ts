/**
 * Running a unit off the serving thread. The core only knows this interface; where threads exist,
 * the platform implements it.
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import type { MessageVerb } from "./unit.ts";

/** What a worker needs to build its own copy of an engine; structured-cloneable. */
export interface OffloadSource {
  readonly engine: "wasm" | "onnx" | "component";
  readonly unit: string;
  /** The module or model file, shared and never changed; empty for a component, which is imported. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Engine settings (limits, outputs, grants) as plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A copy of an engine that lives in worker threads. */
export interface OffloadedEngine {
  /**
   * Runs the engine on tensors of any datatype.
   * @throws InferenceError RESOURCE_EXHAUSTED when the queue is full, else the engine's own error.
   */
  run(verb: MessageVerb | "aggregate", tensors: readonly Tensor[], signal: AbortSignal): Promise<readonly Tensor[]>;
  /**
   * Loads the engine in a worker and resolves to what it says about itself, plain data of the
   * engine's own. Rejects with the reason when it cannot be loaded.
   */
  describe?(): Promise<unknown>;
  close(): Promise<void>;
}

export interface UnitOffload {
  /** Registers an engine. No thread starts before its first run. */
  open(source: OffloadSource): OffloadedEngine;
}
