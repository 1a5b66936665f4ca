/**
 * What WASM modules and ONNX sessions have in common: tensors in, tensors out.
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import type { MessageVerb } from "./unit.ts";

export type EngineVerb = MessageVerb | "aggregate";

/** Runs a model on tensors. Not re-entrant unless it says so; the unit around it keeps order. */
export interface Engine {
  run(verb: EngineVerb, tensors: readonly Tensor[]): readonly Tensor[] | Promise<readonly Tensor[]>;
  close(): void | Promise<void>;
}
