/**
 * Loads the program together with the compiled code that the build recorded beside it. Compiling is
 * most of a start. V8 checks that the code was made by itself, but of the source only the length; so
 * the record begins with the source it was made from, and counts only when that is the program's,
 * byte for byte. (Comparing takes a tenth of what a digest would, whose module is also not loaded.)
 * @module
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

export interface CachedProgram {
  readonly main: (args: readonly string[]) => Promise<void>;
  /** Whether V8 took the recorded code. */
  readonly fromCache: boolean;
  /** What to write to the cache: the source and the code compiled so far, functions that have run included. */
  readonly record: () => Buffer;
}

/** Where the build puts the compiled code of a program. */
export function cachePath(program: string): string {
  return program.replace(/\.js$/, ".cache");
}

/** Runs the CommonJS file at `program`. */
export function loadProgram(program: string): CachedProgram {
  const text = readFileSync(program);
  const source = `(function (exports, require, module, __filename, __dirname, $import) { ${text.toString("utf8")}\n})`;
  const cachedData = readCache(cachePath(program), text);
  const script = new Script(source, {
    filename: program,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} as { main: CachedProgram["main"] } };
  const run = script.runInThisContext() as (...scope: unknown[]) => void;
  run(module.exports, createRequire(program), module, program, dirname(program), importModule);
  return {
    main: module.exports.main,
    fromCache: script.cachedDataRejected === false,
    record: () => Buffer.concat([text, script.createCachedData()]),
  };
}

// Cached code has no import() of its own, so it is lent this one.
function importModule(specifier: string): Promise<unknown> {
  return import(specifier);
}

function readCache(path: string, source: Buffer): Buffer | undefined {
  try {
    const record = readFileSync(path);
    return record.subarray(0, source.length).equals(source) ? record.subarray(source.length) : undefined;
  } catch {
    return undefined;
  }
}
