/** Gets the models that a bench asks about: trained once and kept, or generated. @module */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchOptions } from "../harness.ts";
import type { Compilation, CompileSettings } from "../peers/model-compile.ts";
import { withPeers } from "../processes.ts";
import { cacheFolder, findPython } from "./cache.ts";
import { GENERATED, TRAINED } from "./catalogue.ts";
import type { ModelEntry } from "./catalogue.ts";
import type { Subject } from "./engine.ts";

/** A model that can be asked. */
export interface Prepared extends Subject {
  readonly entry: ModelEntry;
  /** First starts of the compiler, in processes of their own. */
  readonly compilations: readonly Compilation[];
}

/** Models of a bench, or those of them that `ZEROHOP_BENCH_MODELS` names; what cannot be had is skipped with a word. */
export async function prepareModels(bench: ModelEntry["bench"], options: BenchOptions): Promise<readonly Prepared[]> {
  const { quick, progress, folder } = options;
  const only = process.env["ZEROHOP_BENCH_MODELS"]?.split(",");
  const asked = (entry: ModelEntry): boolean => entry.bench === bench && (only?.includes(entry.key) ?? true);
  const wanted = TRAINED.filter((entry) => asked(entry) && (!quick || entry.quick || only !== undefined));
  const trained: ModelEntry[] = [];
  const python = wanted.every(isTrained) ? undefined : findPython();
  for (const entry of wanted) {
    if (isTrained(entry) || (!quick && python !== undefined && (await train(entry, python, options)))) {
      trained.push(entry);
    }
  }
  const missing = wanted.filter((entry) => !trained.includes(entry)).map(({ key }) => key);
  if (missing.length > 0) progress(`${bench}: ${missing.join(", ")} skipped: ${reasonFor(python, quick)}`);
  const generated = trained.length > 0 ? [] : GENERATED.filter(asked);
  const prepared: Prepared[] = [];
  for (const entry of [...trained, ...generated]) {
    const place = entry.file === undefined ? join(folder, entry.key) : placeOf(entry);
    mkdirSync(place, { recursive: true });
    const compilations = await compileRepeatedly(entry, place, options);
    if (compilations === undefined) continue;
    const { columns, output } = compilations[0]!;
    prepared.push({ key: entry.key, folder: place, columns, output, entry, compilations });
  }
  return prepared;
}

function placeOf({ key, trained = key }: ModelEntry): string {
  return join(cacheFolder(), "models", trained);
}

// Rows are written behind the model: with them training has come to its end.
function isTrained(entry: ModelEntry): boolean {
  return ["rows.f64", entry.file!].every((name) => existsSync(join(placeOf(entry), name)));
}

function reasonFor(python: string | undefined, quick: boolean): string {
  if (quick) return "not trained yet, which a quick run does not do";
  if (python !== undefined) return "training failed";
  return "no Python with the libraries of bench/models/requirements.txt was found";
}

async function train(entry: ModelEntry, python: string, { root, progress }: BenchOptions): Promise<boolean> {
  progress(`${entry.bench}: training ${entry.key} once, kept in ${placeOf(entry)}`);
  const script = join(root, "bench", "models", "train.py");
  try {
    await promisify(execFile)(python, [script, entry.trained ?? entry.key, placeOf(entry)]);
    return true;
  } catch (error) {
    progress(`${entry.bench}: ${entry.key}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** The first is what engines run; the others tell how long compiling takes. */
async function compileRepeatedly(
  entry: ModelEntry,
  folder: string,
  { quick, progress }: BenchOptions,
): Promise<readonly Compilation[] | undefined> {
  progress(`${entry.bench}: compiling ${entry.key}`);
  const settings: CompileSettings = { key: entry.key, folder, file: entry.file, precision: entry.precision };
  const compilations: Compilation[] = [];
  try {
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const compile = async (start: Parameters<Parameters<typeof withPeers>[0]>[0]): Promise<Compilation> =>
        (await start("peers/model-compile", settings)).ask<Compilation>("compile", {});
      compilations.push(await withPeers(compile));
    }
    return compilations;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    progress(`${entry.bench}: ${entry.key} cannot be compiled and is skipped: ${reason}`);
    return undefined;
  }
}
