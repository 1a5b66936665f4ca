/** The compiler of trained models with a cache on this machine's disk. @module */
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createModelCompiler } from "../../../../wasm-models/compile/model-compiler.ts";
import { VERSION } from "../../../http/product.ts";
import type { ModelCompiler } from "../../../units/trained-model.ts";
import { DiskModuleCache } from "./module-cache.ts";

const DEFAULT_BYTES = 1_073_741_824;

type Env = Readonly<Record<string, string | undefined>>;

/** `ZEROHOP_CACHE` is the folder, or `off`; otherwise the user's folder for caches. */
export function cacheFolder(env: Env): string | undefined {
  const given = env["ZEROHOP_CACHE"];
  if (given === "off") return undefined;
  if (given !== undefined && given !== "") return given;
  const base = env["XDG_CACHE_HOME"] || (env["HOME"] ? join(env["HOME"], ".cache") : homeCache());
  return join(base, "zerohop");
}

/** Containers may run as a user without a home. */
function homeCache(): string {
  try {
    return join(homedir(), ".cache");
  } catch {
    return tmpdir();
  }
}

export function openModelCompiler(env: Env): Promise<ModelCompiler> {
  const folder = cacheFolder(env);
  const bytes = Number(env["ZEROHOP_CACHE_BYTES"] ?? DEFAULT_BYTES);
  const cache = folder === undefined ? undefined : new DiskModuleCache(join(folder, "compiled"), bytes);
  return createModelCompiler(VERSION, cache);
}
