import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

// Nothing is trained and nothing is installed in an empty cache: what is left are models of the bench's own.
describe("npm run bench", () => {
  it.each([
    ["trees", { generated100d6F32: [1, 1024], generated100d6F64: [1, 1024] }],
    ["models", { generatedLogistic: [1, 1024], generatedMlp: [1, 256] }],
  ])(
    "%s --quick --json measures generated models where nobody trained any, and says what it skips",
    async (name, models) => {
      const cache = mkdtempSync(join(tmpdir(), "zerohop-test-"));
      onTestFinished(() => rmSync(cache, { recursive: true }));
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ["runtime/build/bench.mjs", name, "--quick", "--json"],
        { cwd: root, env: { ...process.env, ZEROHOP_BENCH_CACHE: cache, ZEROHOP_BENCH_ORT_NODE: cache } },
      );
      const found = JSON.parse(stdout) as Record<string, unknown>;
      expect(found).toMatchObject({ bench: name, node: process.versions.node });
      for (const [model, batches] of Object.entries(models)) {
        for (const batch of batches) {
          expect(found[`${model}.${batch}.wasmUs`], `${model}.${batch}`).toSatisfy(Number.isFinite);
        }
        for (const key of ["compileMs", "loadMs", "moduleBytes"]) {
          expect(found[`${model}.${key}`], `${model}.${key}`).toSatisfy(Number.isFinite);
        }
        expect(stderr).toContain(`${model}: onnxruntime-web skipped: a generated model has no ONNX file`);
      }
      expect(stderr).toContain("skipped: not trained yet, which a quick run does not do");
    },
    120_000,
  );
});
