import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cachePath, loadProgram } from "../../runtime/cli/cached-program.ts";
import type { CachedProgram } from "../../runtime/cli/cached-program.ts";

const SOURCE = "exports.main = async () => 'one';";

let folder: string;
let program: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-cached-"));
  program = join(folder, "program.js");
  writeFileSync(program, SOURCE);
  writeFileSync(cachePath(program), loadProgram(program).record());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function loadFrom(source: string): CachedProgram {
  writeFileSync(program, source);
  return loadProgram(program);
}

describe("loadProgram()", () => {
  test("takes the code that was recorded for this source", async () => {
    const loaded = loadFrom(SOURCE);
    expect(loaded.fromCache).toBe(true);
    expect(await loaded.main([])).toBe("one");
  });

  test.each([
    ["of the same length", SOURCE.replace("one", "two"), "two"],
    ["that is shorter", "exports.main = async () => 1;", 1],
    ["that the recorded one begins with", "exports.main = async () =>", undefined],
  ])("compiles other source %s anew", async (_, source, answer) => {
    if (answer === undefined) return expect(() => loadFrom(source)).toThrow(SyntaxError);
    const loaded = loadFrom(source);
    expect(loaded.fromCache).toBe(false);
    expect(await loaded.main([])).toBe(answer);
  });

  test("compiles when the record is damaged or absent", async () => {
    const record = readFileSync(cachePath(program));
    record.fill(0, SOURCE.length);
    writeFileSync(cachePath(program), record);
    expect(await loadFrom(SOURCE).main([])).toBe("one");
    rmSync(cachePath(program));
    expect(loadFrom(SOURCE).fromCache).toBe(false);
  });
});
