/**
 * What an MLflow model's file `MLmodel` says: where the model is, and which run made it.
 * @see https://mlflow.org/docs/latest/ml/model/ "MLmodel file"
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseYaml } from "../../platform/node/yaml.ts";
import { plain } from "./plain-text.ts";

export interface Mlmodel {
  /** Relative to the folder; undefined when it has no flavour that can be compiled. */
  readonly modelFile: string | undefined;
  readonly runId: string | undefined;
}

/** Flavours and the keys that may hold the file's name. */
const FLAVOURS: readonly (readonly [flavour: string, keys: readonly string[]])[] = [
  ["sklearn", ["pickled_model"]],
  ["xgboost", ["data"]],
  ["lightgbm", ["data"]],
];
const MAX_TEXT = 1_048_576;

/** @throws Error naming the file and what is wrong with it */
export async function readMlmodel(folder: string): Promise<Mlmodel> {
  const path = join(folder, "MLmodel");
  const text = await readFile(path, "utf8");
  if (text.length > MAX_TEXT) throw new Error(`${path}: expected at most ${MAX_TEXT} characters`);
  const root = parsed(path, text);
  const flavours = recordOf(root["flavors"]);
  const files = FLAVOURS.flatMap(([flavour, keys]) => {
    const known = recordOf(flavours[flavour]);
    return keys.map((key) => known[key]).filter((value) => typeof value === "string");
  });
  const names = Object.keys(flavours);
  if (files.length === 0 && names.length > 0) {
    const known = FLAVOURS.map(([flavour]) => flavour).join(", ");
    const got = names.map((name) => plain(name)).join(", ");
    throw new Error(`${path}: expected a flavour that can be compiled (${known}), got ${got}`);
  }
  const runId = root["run_id"];
  return { modelFile: files[0], runId: typeof runId === "string" ? runId : undefined };
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(parseYaml(text));
  } catch (error) {
    throw new Error(`${path}: expected YAML: ${String(error)}`, { cause: error });
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
