/** Finds the model file behind a path: the file itself, or the one that a folder holds. @module */
import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { createFiles } from "../../platform/node/files.ts";
import { TRAINED_SERVERS } from "../../units/trained/servers.ts";
import { MAX_MODEL_BYTES } from "../../../wasm-models/compile/compile.ts";
import { reasonOf } from "../option-file.ts";
import { readMlmodel } from "./mlmodel.ts";
import { plain } from "./plain-text.ts";

const MAX_LISTED = 10;
const KNOWN: ReadonlySet<string> = new Set(Object.values(TRAINED_SERVERS).flatMap(({ files }) => files));

export interface ModelPath {
  readonly path: string;
  /** The folder that was named, or the file's own. */
  readonly folder: string;
}

/**
 * @param path of a file, or of a folder: one of MLflow, or one with a file of a name that the servers know
 * @throws Error saying what was found instead
 */
export async function findModel(path: string): Promise<ModelPath> {
  if (!(await statOf(path)).isDirectory()) return { path, folder: dirname(path) };
  const names = (await readdir(path)).toSorted();
  const fromMlflow = names.includes("MLmodel") ? (await readMlmodel(path)).modelFile : undefined;
  if (fromMlflow !== undefined) return { path: within(path, fromMlflow), folder: path };
  const models = names.filter((name) => KNOWN.has(name));
  if (models.length === 1) return { path: join(path, models[0]!), folder: path };
  const found = (models.length === 0 ? names : models).slice(0, MAX_LISTED).map((name) => plain(name));
  const expected = `a folder with exactly one of ${[...KNOWN].join(", ")}`;
  throw new Error(`${path}: expected ${expected}, found ${models.length} in: ${found.join(", ") || "nothing"}`);
}

/** @throws Error when it cannot be read, or is larger than any model may be */
export async function readModel(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await statOf(path);
  if (size > MAX_MODEL_BYTES) throw new Error(`${path}: expected at most ${MAX_MODEL_BYTES} bytes, got ${size}`);
  return createFiles(".").read(path);
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new Error(`${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What MLmodel names must lie beside it. */
function within(folder: string, name: string): string {
  const path = join(folder, name);
  const way = relative(folder, path);
  if (isAbsolute(name) || isAbsolute(way) || way.split(/[\\/]/)[0] === "..") {
    throw new Error(`${join(folder, "MLmodel")}: expected a model file inside the folder, got ${plain(name)}`);
  }
  return path;
}
