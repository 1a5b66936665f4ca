/**
 * A host, a unit's surroundings and fixtures for the tests of ONNX units.
 * @module
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { InferenceError } from "../../../runtime/errors.ts";
import type { RuntimeHost } from "../../../runtime/host.ts";
import type { Message } from "../../../runtime/message/message.ts";
import type { Datatype, TensorData } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import type { UnitSpec } from "../../../runtime/units/factory.ts";
import type { UnitOffload } from "../../../runtime/units/offload.ts";
import { createOnnxUnit } from "../../../runtime/units/onnx/unit.ts";
import type { Unit, UnitContext } from "../../../runtime/units/unit.ts";

export const FIXTURES: string = fileURLToPath(new URL("../../fixtures/onnx/", import.meta.url));
export const EXAMPLE: string = fileURLToPath(new URL("../../../examples/breast-cancer/", import.meta.url));

/** A host whose files are on disc, or in `memory` by path. */
export function onnxHost(memory: Readonly<Record<string, Uint8Array>> = {}, offload?: UnitOffload): RuntimeHost {
  return {
    now: () => performance.now(),
    random: () => 0.5,
    uuid: () => "00000000-0000-4000-8000-000000000000",
    send: () => Promise.reject(new Error("No network in this test")),
    env: {},
    logger: { log: () => undefined },
    compileModule: (bytes) => WebAssembly.compile(bytes),
    files: {
      resolve: (uri) => uri,
      read: async (path) => new Uint8Array(memory[path] ?? (await readFile(path))),
      list: async (path) => {
        if (memory[path] !== undefined || !(await stat(path)).isDirectory()) return undefined;
        return (await readdir(path)).toSorted();
      },
    },
    ...(offload === undefined ? {} : { offload }),
  };
}

export function onnxSpec(modelUri: string | undefined, parameters: Readonly<Record<string, string>> = {}): UnitSpec {
  return {
    name: "model",
    implementation: "ONNX_SERVER",
    modelUri,
    // Tests need no steady speed.
    parameters: Object.entries({ "zerohop.warm-up-ms": "5", ...parameters }).map(([name, value]) => ({
      name,
      value,
      type: "STRING",
    })),
    childCount: 0,
    image: undefined,
  };
}

/** Loads a fixture by its name, or a model that was just written. */
export async function loadUnit(
  model: string | Uint8Array,
  parameters: Readonly<Record<string, string>> = {},
  offload?: UnitOffload,
): Promise<Unit & Required<Pick<Unit, "predict" | "metadata" | "close" | "ready">>> {
  const uri = typeof model === "string" ? `${FIXTURES}${model}.onnx` : "memory.onnx";
  const host = onnxHost(typeof model === "string" ? {} : { [uri]: model }, offload);
  const unit = await createOnnxUnit(onnxSpec(uri, parameters), host);
  return unit as Unit & Required<Pick<Unit, "predict" | "metadata" | "close" | "ready">>;
}

export function context(overrides: Partial<UnitContext> = {}): UnitContext {
  return {
    puid: "p",
    signal: new AbortController().signal,
    deadlineMs: Infinity,
    header: () => undefined,
    headers: () => ({}),
    ...overrides,
  };
}

/** A tensor, without a name if none is given. */
export function tensor(datatype: Datatype, shape: readonly number[], data: TensorData, name = ""): Tensor {
  return { name, datatype, shape, data };
}

/** Numbers as they come out of JSON. */
export function numbers(values: readonly number[], shape: readonly number[], name = ""): Tensor {
  return tensor("FP64", shape, Float64Array.from(values), name);
}

export function tensorsOf(message: Message): readonly Tensor[] {
  if (message.data.kind !== "tensors") throw new TypeError(`Expected tensors, got ${message.data.kind}`);
  return message.data.tensors;
}

/** The error of an action that must fail. */
export async function failure(action: unknown): Promise<InferenceError> {
  try {
    await action;
  } catch (error) {
    return error as InferenceError;
  }
  throw new Error("Expected a rejection");
}
