import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasGcc } from "../../../bench/models/cache.ts";
import { Noise, generateModel, generateRows, randomForest } from "../../../bench/models/generated.ts";
import { readExpected, writeForestSources } from "../../../bench/models/forest-sources.ts";
import { writeIfElse } from "../../../bench/models/if-else.ts";
import { writeRows } from "../../../bench/models/rows.ts";
import { DEFAULT_LEFT, MISSING } from "../../../wasm-models/ir/forest.ts";
import type { Forest } from "../../../wasm-models/ir/forest.ts";
import { writeModule } from "../../../wasm-models/module/write.ts";

const sources = fileURLToPath(new URL("../../../bench/models/c", import.meta.url));

/** One node: x1 against 2, then 10 or 20. */
function stump(options: Partial<Forest>): Forest {
  return {
    roots: Int32Array.of(0),
    targets: Int32Array.of(0),
    left: Int32Array.of(1, -1, -2),
    right: Int32Array.of(2, 0, 0),
    feature: Int32Array.of(1, 0, 0),
    threshold: Float64Array.of(2, 0, 0),
    flags: new Uint8Array(3),
    setStart: new Int32Array(1),
    sets: new Uint32Array(),
    arity: 1,
    values: Float64Array.of(10, 20),
    comparison: "le",
    compared: "f64",
    summed: "f64",
    ...options,
  };
}

describe("writeIfElse()", () => {
  it("writes one comparison a node, which sends what is missing to its side", () => {
    expect(writeIfElse(stump({}), Float64Array.of(0))).toContain("if (x[1] <= 2.0) {\ns[0] += 10.0;");
    const less = stump({ comparison: "lt", flags: Uint8Array.of(MISSING.nan | DEFAULT_LEFT, 0, 0) });
    expect(writeIfElse(less, Float64Array.of(0))).toContain("if (!(x[1] >= 2.0)) {\ns[0] += 10.0;");
  });

  it("refuses categories", () => {
    expect(() => writeIfElse(stump({ flags: Uint8Array.of(8, 0, 0) }), Float64Array.of(0))).toThrow(RangeError);
  });
});

describe("randomForest()", () => {
  it("grows the same trees from the same seed", () => {
    expect(randomForest(new Noise(7), 3, 5, "f32")).toEqual(randomForest(new Noise(7), 3, 5, "f32"));
    expect(randomForest(new Noise(7), 3, 5, "f32")).not.toEqual(randomForest(new Noise(8), 3, 5, "f32"));
  });
});

// What C answers is what ours is measured against: it must be the same sums.
describe.runIf(hasGcc())("C beside the kernels", () => {
  it.each(["generated100d6F32", "generated100d6F64"])(
    "gives the interpreter's sums for %s",
    (name) => {
      const folder = mkdtempSync(join(tmpdir(), "zerohop-test-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const model = generateModel(name);
      writeRows(folder, generateRows(30).subarray(0, 64 * 30));
      expect(writeForestSources(folder, model, writeModule(model))).toBe(true);
      const expected = readExpected(folder, 64);
      const place = readFileSync(join(folder, "forest.txt"), "utf8").trim().split(" ");
      const rows = join(folder, "rows.f64");
      const programs: readonly (readonly [source: string, args: readonly string[]])[] = [
        [join(sources, "kernel.c"), [rows, join(folder, "blob.bin"), ...place]],
        [join(folder, "if-else.c"), [rows, "30"]],
      ];
      for (const [source, args] of programs) {
        const program = join(folder, "program");
        execFileSync("gcc", ["-O1", "-I", sources, source, "-o", program, "-lm"]);
        for (const count of [1, 64]) {
          const output = execFileSync(program, args, { input: `answers ${count}\n`, encoding: "utf8" });
          const [ready, answers] = output.trim().split("\n");
          expect(ready).toBe("ready");
          expect(answers!.split(" ").map(Number)).toEqual(expected.slice(0, count));
        }
      }
    },
    60_000,
  );
});
