/** C beside which ours is measured, where gcc is there. @module */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { hasGcc } from "./cache.ts";
import type { Engine, Missing } from "./engine.ts";
import type { Room } from "./engines.ts";
import { LineProcess } from "./line-process.ts";
import type { Prepared } from "./prepare.ts";

/** In a quick run nobody waits for the compiler of a file that is longer. */
const QUICK_BYTES = 1_500_000;
/** gcc takes minutes for the largest forests. */
const COMPILE_MS = 180_000;
const NO_GCC = "there is no gcc";

/** The kernels' own walk over the very blob that they run. */
export async function startKernel(model: Prepared, room: Room): Promise<Engine | Missing> {
  const program = await build(join(room.options.root, "bench", "models", "c", "kernel.c"), "-O3", model, room);
  if (program === undefined) return { missing: NO_GCC };
  const place = readFileSync(join(model.folder, "forest.txt"), "utf8").trim().split(" ");
  return serve(program, [join(model.folder, "rows.f64"), join(model.folder, "blob.bin"), ...place], room);
}

/** Trees as code. */
export async function startIfElse(model: Prepared, room: Room): Promise<Engine | Missing> {
  const source = join(model.folder, "if-else.c");
  if (room.options.quick && readFileSync(source).length > QUICK_BYTES) {
    return { missing: "a quick run does not wait for gcc" };
  }
  room.options.progress(`${model.entry.bench}: ${model.key}: gcc compiles its trees`);
  const program = await build(source, "-O2", model, room);
  if (program === undefined) return { missing: NO_GCC };
  return serve(program, [join(model.folder, "rows.f64"), String(model.columns)], room);
}

// Beside the model, so that what takes minutes is done once for a source.
async function build(
  source: string,
  level: string,
  { folder }: Prepared,
  { options }: Room,
): Promise<string | undefined> {
  if (!hasGcc()) return undefined;
  const include = join(options.root, "bench", "models", "c");
  const digest = createHash("sha256");
  for (const path of [source, join(include, "harness.h")]) digest.update(readFileSync(path));
  const program = join(folder, `c-${digest.digest("hex").slice(0, 16)}`);
  if (existsSync(program)) return program;
  const args = [level, "-march=native", "-I", include, source, "-o", `${program}.new`, "-lm"];
  await promisify(execFile)("gcc", args, { timeout: COMPILE_MS });
  renameSync(`${program}.new`, program);
  return program;
}

function serve(program: string, args: readonly string[], { onStop }: Room): Promise<Engine> {
  const started = new LineProcess(program, args);
  onStop(() => started.stop());
  return started.ready();
}
