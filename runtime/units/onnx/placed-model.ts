/**
 * A model that has found its thread, and the choice that is left for each request.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { UnitContext } from "../unit.ts";
import type { OnnxEngine, OnnxEngineReport } from "./engine.ts";
import type { LazyWorker } from "./lazy-worker.ts";
import type { OnnxRuntime } from "./onnx-runtime.ts";
import { createRunEstimate, INLINE_LIMIT_MS } from "./run-estimate.ts";
import type { ModelSignature } from "./signature.ts";

export interface PlacedModel {
  readonly signature: ModelSignature;
  run(tensors: readonly Tensor[], context: UnitContext): Promise<readonly Tensor[]>;
  /** @throws InferenceError UNAVAILABLE when its onnxruntime has crashed and there is no other. */
  assertUsable(): void;
  close(): Promise<void>;
}

/** A model on the serving thread. */
export interface LocalModel {
  readonly engine: OnnxEngine;
  readonly runtime: OnnxRuntime;
  readonly report: OnnxEngineReport;
}

/** Makes a model that lives on this thread, in the workers, or in both; at least one is given. */
export function placedModel(
  { signature, samples }: OnnxEngineReport,
  host: RuntimeHost,
  here: LocalModel | undefined,
  away: LazyWorker | undefined,
): PlacedModel {
  const expected = createRunEstimate(samples);

  const runHere = async (model: LocalModel, tensors: readonly Tensor[], elements: number, context: UnitContext) => {
    const outputs = await model.engine.run("predict", tensors, context.deadlineMs);
    expected.observe(elements, model.engine.lastRunMs);
    return outputs;
  };
  const runAway = async (worker: LazyWorker, tensors: readonly Tensor[], elements: number, context: UnitContext) => {
    const started = host.now();
    const outputs = await worker.open().run("predict", tensors, context.signal);
    expected.observeAtMost(elements, host.now() - started);
    return outputs;
  };

  return {
    signature,
    run(tensors, context) {
      let elements = 0;
      for (const tensor of tensors) elements += tensor.data.length;
      if (here === undefined) return runAway(away!, tensors, elements, context);
      const tooSlow = expected.estimate(elements) > INLINE_LIMIT_MS || here.runtime.broken !== undefined;
      return tooSlow && away !== undefined
        ? runAway(away, tensors, elements, context)
        : runHere(here, tensors, elements, context);
    },
    assertUsable() {
      if (away !== undefined || here?.runtime.broken === undefined) return;
      throw new InferenceError("UNAVAILABLE", `onnxruntime-web has crashed (${here.runtime.broken})`);
    },
    async close() {
      await here?.engine.close();
      await away?.close();
    },
  };
}
