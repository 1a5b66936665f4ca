/** Where trained models and peers that are no dependency of the project are kept, outside the checkout. @module */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/** `ZEROHOP_BENCH_CACHE`, or a folder among the user's caches. */
export function cacheFolder(): string {
  const caches = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return process.env["ZEROHOP_BENCH_CACHE"] ?? join(caches, "zerohop-bench");
}

/** `ZEROHOP_BENCH_PYTHON`, the cache's own environment, or python3: the first with all libraries. */
export function findPython(): string | undefined {
  const own = join(cacheFolder(), "venv", "bin", "python");
  return [process.env["ZEROHOP_BENCH_PYTHON"], own, "python3"].find((python) => {
    if (python === undefined) return false;
    return succeeds(python, ["-c", "import joblib, lightgbm, numpy, sklearn, xgboost"]);
  });
}

/** A file beside which onnxruntime-node is found: in the cache, or where `ZEROHOP_BENCH_ORT_NODE` says. */
export function findOrtNode(): string | undefined {
  const folders = [process.env["ZEROHOP_BENCH_ORT_NODE"], cacheFolder()];
  const found = folders.find((folder) => {
    return folder !== undefined && existsSync(join(folder, "node_modules", "onnxruntime-node", "package.json"));
  });
  if (found === undefined) return undefined;
  return createRequire(join(found, "package.json")).resolve("onnxruntime-node/package.json");
}

export function hasGcc(): boolean {
  return succeeds("gcc", ["--version"]);
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
