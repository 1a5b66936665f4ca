/**
 * What the manifest may say about an ONNX unit.
 *
 * | parameter | meaning | default |
 * |---|---|---|
 * | `outputs` | names of the outputs to answer with, comma separated | all |
 * | `class_names` | column names of the answer, comma separated | `t:0`, `t:1`, … |
 * | `zerohop.thread` | `auto`, `inline` or `worker` | `auto` |
 * | `zerohop.max-model-bytes` | size limit of the model file | 1 GiB |
 * | `zerohop.warm-up-ms` | how long to warm up before ready at most, 0 for not at all | 1000 |
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { runtimeParameter } from "../parameters.ts";
import type { UnitParameter } from "../parameters.ts";

export type ThreadChoice = "auto" | "inline" | "worker";

export interface OnnxSettings {
  readonly outputs: readonly string[] | undefined;
  readonly classNames: readonly string[];
  readonly thread: ThreadChoice;
  readonly maxModelBytes: number;
  readonly warmUpMs: number;
}

const DEFAULT_MAX_MODEL_BYTES = 2 ** 30;
const DEFAULT_WARM_UP_MS = 1000;
const MAX_WARM_UP_MS = 60_000;

/** Reads the settings. @throws InferenceError INVALID_ARGUMENT naming the parameter and what was expected. */
export function readSettings(parameters: readonly UnitParameter[]): OnnxSettings {
  return {
    outputs: list(parameters, "outputs"),
    classNames: list(parameters, "class_names") ?? [],
    thread: thread(runtimeParameter(parameters, "thread")),
    maxModelBytes: whole(parameters, "max-model-bytes", DEFAULT_MAX_MODEL_BYTES, Number.MAX_SAFE_INTEGER),
    warmUpMs: whole(parameters, "warm-up-ms", DEFAULT_WARM_UP_MS, MAX_WARM_UP_MS),
  };
}

function list(parameters: readonly UnitParameter[], name: string): readonly string[] | undefined {
  const value = parameters.find((parameter) => parameter.name === name)?.value;
  if (value === undefined) return undefined;
  const names = value.split(",").map((part) => part.trim());
  if (names.includes("") || new Set(names).size !== names.length) {
    throw wrong(name, "different names separated by commas", value);
  }
  return names;
}

function thread(value: string | undefined): ThreadChoice {
  if (value === undefined) return "auto";
  if (value === "auto" || value === "inline" || value === "worker") return value;
  throw wrong("zerohop.thread", "auto, inline or worker", value);
}

function whole(parameters: readonly UnitParameter[], name: string, otherwise: number, limit: number): number {
  const value = runtimeParameter(parameters, name);
  if (value === undefined) return otherwise;
  if (/^\d{1,16}$/.test(value) && Number(value) <= limit) return Number(value);
  throw wrong(`zerohop.${name}`, `a whole number up to ${limit}`, value);
}

function wrong(name: string, expected: string, value: string): InferenceError {
  const got = JSON.stringify(value.slice(0, 40));
  return new InferenceError("INVALID_ARGUMENT", `Parameter "${name}": expected ${expected}, got ${got}`);
}
