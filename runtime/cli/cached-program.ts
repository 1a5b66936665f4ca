/**
 * Loads the program together with the compiled code that the build recorded beside it. Compiling is
 * most of a start; V8 checks that the code is its own and for this very source, and compiles anew
 * when it is not.
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

export interface CachedProgram {
  readonly main: (args: readonly string[]) => Promise<void>;
  /** The code compiled so far, functions that have run included. */
  readonly record: () => Buffer;
}

/** Where the build puts the compiled code of a program. */
export function cachePath(program: string): string {
  return program.replace(/\.js$/, ".cache");
}

/** Runs the CommonJS file at `program`. */
export function loadProgram(program: string): CachedProgram {
  const source = `(function (exports, require, module, __filename, __dirname, $import) { ${readFileSync(program, "utf8")}\n})`;
  const cachedData = readCache(cachePath(program));
  const script = new Script(source, {
    filename: program,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} as { main: CachedProgram["main"] } };
  const run = script.runInThisContext() as (...scope: unknown[]) => void;
  run(module.exports, createRequire(program), module, program, dirname(program), importModule);
  return { main: module.exports.main, record: () => script.createCachedData() };
}

// Cached code has no import() of its own, so it is lent this one.
function importModule(specifier: string): Promise<unknown> {
  return import(specifier);
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
