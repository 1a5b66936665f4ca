import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../../../wasm-models/readers/pickle/model-file-error.ts";
import { readLightgbm } from "../../../../wasm-models/readers/lightgbm/read.ts";
import { readXgboost } from "../../../../wasm-models/readers/xgboost/read.ts";

const FOLDER = join(import.meta.dirname, "../../../fixtures/models/hostile");

interface Listed {
  readonly file: string;
  readonly format: string;
  readonly expected: string;
}

const listed = (JSON.parse(readFileSync(join(FOLDER, "index.json"), "utf8")) as Listed[]).filter(({ format }) =>
  /^(xgboost|lightgbm)-/.test(format),
);

describe("readers of boosters against hostile files", () => {
  it("have some of both libraries", () => {
    expect(listed.length).toBeGreaterThan(30);
  });

  it.each(listed.map((entry) => [entry.file, entry] as const))("%s", (file, { format, expected }) => {
    const bytes = readFileSync(join(FOLDER, file));
    const read = (): unknown => (format.startsWith("xgboost") ? readXgboost(bytes) : readLightgbm(bytes));
    if (expected === "refused") expect(read).toThrow(ModelFileError);
    else expect(read()).toBeDefined();
  });
});
