/**
 * A WASM module as an engine: tensors in, tensors out, under its full budget. A worker thread makes
 * one from an OffloadSource; the serving thread's unit talks to it in whole frames.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { tensorMessage } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Engine, EngineVerb } from "../engine.ts";
import { readFrame } from "./frame-decode.ts";
import { planEncoded, planFrame } from "./frame-encode.ts";
import type { ResultReader } from "./instance.ts";
import { createGuest, loadGuest } from "./module.ts";
import type { WasmHost } from "./host.ts";
import { frameBytes, frameTensor } from "./raw-frame.ts";
import { readBranch } from "./branch.ts";
import type { WasmSettings } from "./settings.ts";
import { createSlot } from "./slot.ts";

/**
 * Makes an engine from a module's bytes, or from a module that was metered at build time. Runs are
 * synchronous. Errors carry no unit name; whoever owns the engine adds it.
 * @param settings Plain JSON, as `readSettings` makes it; `framed` says what the tensors are.
 * @throws InferenceError INVALID_ARGUMENT when the module is refused.
 */
export async function createWasmEngine(
  source: Uint8Array<ArrayBuffer> | WebAssembly.Module,
  settings: WasmSettings,
  host: WasmHost,
): Promise<Engine> {
  const guest = await loadGuest(source, settings, host);
  const first = createGuest(guest);
  const verbs = new Set<EngineVerb>(first.verbs);
  const slot = createSlot(guest, first);
  const fuel = BigInt(settings.fuel);
  return {
    run(verb, tensors) {
      if (!verbs.has(verb)) throw new InferenceError("UNIMPLEMENTED", `The module does not serve ${verb}`);
      const plan = settings.framed ? planEncoded(frameBytes(tensors)) : planFrame([tensorMessage(tensors)], false);
      if (!settings.framed) return slot.run(verb, plan, fuel, tensorReader(verb));
      const frame = slot.run(verb, plan, fuel, rawReader(verb));
      return [frame, usedTensor(settings.fuel - Number(slot.fuelLeft()))];
    },
    close: () => slot.close(),
  };
}

/** Checks a result and copies it out as it is. */
function rawReader(verb: EngineVerb): ResultReader<Tensor> {
  return (views, offset, length) => {
    if (verb === "route") readBranch(views, offset, length);
    else readFrame(views, offset, length);
    return frameTensor(views.bytes.slice(offset, offset + length));
  };
}

// Beside a frame goes what it took, from which the serving thread learns where such calls belong.
function usedTensor(instructions: number): Tensor {
  return { name: "instructions", datatype: "FP64", shape: [1], data: Float64Array.of(instructions) };
}

function tensorReader(verb: EngineVerb): ResultReader<readonly Tensor[]> {
  return (views, offset, length) => {
    if (verb === "route") {
      const data = BigInt64Array.of(BigInt(readBranch(views, offset, length)));
      return [{ name: "", datatype: "INT64", shape: [1], data }];
    }
    const [group, ...others] = readFrame(views, offset, length);
    if (group?.data.kind !== "tensors" || others.length > 0) {
      throw new InferenceError("INTERNAL", `Guest answered ${group?.data.kind ?? "nothing"}, expected tensors`);
    }
    return group.data.tensors;
  };
}
