import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMetadata } from "../../runtime/cli/models/module-metadata.ts";
import { plain } from "../../runtime/cli/models/plain-text.ts";
import { describeModel } from "../../runtime/cli/models/describe-model.ts";
import { formatDescription } from "../../runtime/cli/models/description-text.ts";
import { formatGlobals } from "../../runtime/cli/models/globals-text.ts";
import { compileModel } from "../../wasm-models/compile/compile.ts";
import { MODELS } from "../wasm-models/models/truth.ts";
import { zerohop } from "./zerohop-process.ts";

const model = (name: string): string => join(MODELS, name);
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(model(name)));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-inspect-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The description as it is printed, without a process. */
async function shown(name: string): Promise<string> {
  return formatDescription(await describeModel(bytesOf(name), { path: name, folder }));
}

describe("zerohop inspect", () => {
  it("shows the tree of a pipeline, its columns and what the pickle refers to", async () => {
    const { stdout, code } = await zerohop(["inspect", model("sklearn/1.9.1/pipeline-scaler-logistic.joblib")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Estimator\n {2}Pipeline\n {2}├─ standardscaler: StandardScaler\n {2}└─ logisticregression: LogisticRegression/,
    );
    expect(stdout).toMatch(/Refers to \d+ names of classes and functions\n/);
    expect(stdout).toMatch(/^ {9}1 {2}sklearn\.pipeline\.Pipeline$/m);
    expect(stdout).not.toContain("no business in a model");
  });

  it("prints the same as JSON", async () => {
    const { stdout, code } = await zerohop(["inspect", model("xgboost/3.4.1/named.ubj"), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "XGBoost",
      compiles: true,
      library: "xgboost",
      libraryVersion: "3.4.1",
      estimator: { name: "Booster" },
      features: [{ name: "Länge", kind: "number" }, {}, {}, {}, {}, {}],
      answers: "predict",
      module: { bytes: expect.any(Number) as number },
    });
  });

  it("marks what has no business in a model, says why it cannot be compiled, and ends with 1", async () => {
    const { stdout, stderr, code } = await zerohop(["inspect", model("hostile/estimator-of-evil.pkl")]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^ {2}! +1 {2}posix\.system$/m);
    expect(stdout).toContain("! has no business in a model. It was not run here");
    expect(stdout).toContain("Cannot be compiled\n  LogisticRegression.coef_: expected array, got posix.system");
    expect(code).toBe(1);
    const json = await zerohop(["inspect", model("hostile/estimator-of-evil.pkl"), "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      compiles: false,
      refused: "LogisticRegression.coef_: expected array, got posix.system",
      globals: [
        { module: "sklearn.linear_model._logistic", expected: true },
        { module: "posix", name: "system", count: 1, expected: false },
      ],
    });
  });

  it("ends with 2 when there is nothing to read", async () => {
    const { stderr, code } = await zerohop(["inspect", "/nowhere"]);
    expect(stderr).toContain("/nowhere: no such file");
    expect(code).toBe(2);
    expect((await zerohop(["inspect"])).code).toBe(2);
  });

  it.each([
    ["hostile/html.pkl", "got a file of another kind"],
    ["hostile/empty.pkl", "got an empty file"],
    ["sklearn/1.9.1/text-hashing.joblib", "got HashingVectorizer; export the model to ONNX instead"],
  ])("says why %s cannot be compiled", async (name, reason) => {
    expect(await shown(name)).toMatch(new RegExp(`Cannot be compiled\\n.*${reason}`));
  });

  it("says of a compiled module what it was made of, and that nobody verified it", async () => {
    const { module, sourceDigest } = await compileModel(bytesOf("lightgbm/4.7.0/binary.txt"));
    writeFileSync(join(folder, "binary.wasm"), module);
    const { stdout, code } = await zerohop(["inspect", join(folder, "binary.wasm")]);
    expect(code).toBe(0);
    expect(stdout).toContain("binary.wasm: compiled module, lightgbm ");
    expect(stdout).toContain(`compiled from ${sourceDigest}`);
    expect(stdout).toContain("Parity certificate\n  none; zerohop compile --verify makes one");
  });
});

describe("readMetadata()", () => {
  it.each([
    ["features", { features: [{ kind: 1 }] }],
    ["outputs", { outputs: [null] }],
    ["estimator", { estimator: { role: "", name: "x", detail: "", children: [{}] } }],
    ["certificate", { certificate: 1 }],
    ["warnings", { warnings: "none" }],
  ])("refuses a module whose %s are something else", async (part, change) => {
    const { module } = await compileModel(bytesOf("lightgbm/4.7.0/binary.txt"));
    expect(readMetadata(module).library).toBe("lightgbm");
    expect(() => readMetadata(withMetadata(module, change))).toThrow(
      `Compiled model: expected ${part} as the compiler`,
    );
  });

  it("refuses metadata that is no JSON", async () => {
    const { module } = await compileModel(bytesOf("lightgbm/4.7.0/binary.txt"));
    const text = Buffer.from(module);
    text[text.indexOf('{"version":1,"blob"')] = 0x5b;
    expect(() => readMetadata(text)).toThrow("expected metadata that can be read");
  });
});

describe("what is printed", () => {
  it("obeys no terminal, and stays on its line", () => {
    expect(plain("a\u001b[31m\nb\u202ec")).toBe(String.raw`a\u{1b}[31m\u{a}b\u{202e}c`);
    expect(plain("x".repeat(100))).toBe(`${"x".repeat(80)}…`);
    const text = formatGlobals([{ module: "os\u001b[2J", name: "system", count: 1, expected: false }]);
    expect(text).toContain(String.raw`os\u{1b}[2J.system`);
  });

  it("has what is odd first, and a limit", () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      module: "numpy",
      name: `n${index}`,
      count: 1,
      expected: true,
    }));
    const lines = formatGlobals([...many, { module: "os", name: "system", count: 2, expected: false }]).split("\n");
    expect(lines[1]).toBe("  !      2  os.system");
    expect(lines).toContain("    and 101 others");
  });
});

/** The module with parts of its metadata changed, in the same number of bytes. */
function withMetadata(module: Uint8Array, change: object): Uint8Array {
  const bytes = Buffer.from(module);
  const start = bytes.indexOf('{"version":1,"blob"');
  let end = start;
  for (let depth = 0, isText = false; end === start || depth > 0; end++) {
    const byte = String.fromCodePoint(bytes[end]!);
    if (byte === '"') isText = !isText;
    if (!isText && "{[".includes(byte)) depth++;
    if (!isText && "}]".includes(byte)) depth--;
  }
  const changed: unknown = { ...(JSON.parse(bytes.toString("utf8", start, end)) as object), ...change };
  const text = JSON.stringify(changed, (key, value: unknown) => (key === "detail" ? "" : value));
  bytes.write(text.padEnd(end - start), start);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(end - start);
  return bytes;
}
