import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { textMessage } from "../../../runtime/message/message.ts";
import { createNodeHost } from "../../../runtime/platform/node/host.ts";
import { createComponentServer } from "../../../runtime/units/component/load.ts";
import type { Unit } from "../../../runtime/units/unit.ts";
import { createTestHost } from "../../support/host.ts";
import { newRun, sleep } from "../../support/manifests.ts";
import { load, specOf } from "./component-unit.ts";

/** Keeps a build running while components are compiled. */
const slowPlugin: Plugin = {
  name: "slow",
  setup: (building) => building.onStart(() => sleep(300)),
};

describe("component construction", () => {
  test("parameters arrive typed, by name, without those of the runtime", async () => {
    const seen: unknown[] = [];
    class Model {
      constructor(parameters: unknown) {
        seen.push(parameters);
      }
    }
    const parameters = [
      { name: "rate", value: "0.5", type: "FLOAT" },
      { name: "count", value: "3", type: "INT" },
      { name: "verbose", value: "yes", type: "BOOL" },
      { name: "label", value: "true", type: "STRING" },
      { name: "zerohop.on-error", value: "skip", type: "STRING" },
    ];
    await load(Model, { parameters });
    expect(seen).toEqual([{ rate: 0.5, count: 3, verbose: true, label: "true" }]);
  });

  test("a registered class receives modelUri in both spellings", async () => {
    const seen: unknown[] = [];
    class Server {
      constructor(parameters: unknown) {
        seen.push(parameters);
      }
    }
    await load(Server, { modelUri: "s3://bucket/model" });
    expect(seen).toEqual([{ modelUri: "s3://bucket/model", model_uri: "s3://bucket/model" }]);
  });

  test("identity is the image, the class or the unit's name", async () => {
    class Model {}
    expect((await load(Model)).identity).toBe("Model");
    expect((await load({})).identity).toBe("unit");
    expect((await load(Object.create(null) as object)).identity).toBe("unit");
    expect((await load(Model, { image: "image:1" })).identity).toBe("image:1");
  });

  test("what load throws ends the start", async () => {
    await expect(load({ load: () => Promise.reject(new Error("no weights")) })).rejects.toThrow("no weights");
  });

  test("a failing custom service is logged and ends nothing", async () => {
    const host = createTestHost();
    await load({ customService: () => Promise.reject(new Error("gone")) }, {}, host);
    await load(
      {
        customService() {
          throw new Error("gone at once");
        },
      },
      {},
      host,
    );
    await Promise.resolve();
    const failed = host.lines.filter(({ level }) => level === "error").map(({ message }) => message);
    expect(failed).toEqual(["custom service failed", "custom service failed"]);
  });

  test("a component without any method that is called is told of", async () => {
    const host = createTestHost();
    await load({ predikt: () => [] }, {}, host);
    await load({ predictRaw: () => [] }, {}, host);
    const told = host.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    expect(told).toEqual([expect.stringContaining("no method that units are called by (predict, transformInput")]);
  });
});

describe("component metadata", () => {
  const metadataOf = async (own: unknown, env = {}): Promise<unknown> =>
    (await load({ initMetadata: () => own }, { image: "registry:5000/model:2" }, createTestHost({ env }))).metadata!();

  test("defaults come from the image", async () => {
    const expected = {
      name: "registry:5000/model",
      versions: ["2"],
      platform: "",
      inputs: [],
      outputs: [],
      custom: {},
    };
    expect(await metadataOf(undefined)).toEqual(expected);
    expect(await metadataOf(["no", "object"])).toEqual(expected);
  });

  test("the environment replaces whole keys", async () => {
    const own = { custom: { a: "1" }, platform: "own" };
    const env = { MODEL_METADATA: '{"custom":{"b":"2"}}' };
    expect(await metadataOf(own, env)).toMatchObject({ custom: { b: "2" }, platform: "own" });
    await expect(metadataOf(own, { MODEL_METADATA: "[1]" })).rejects.toThrow("MODEL_METADATA must be an object");
    expect(await metadataOf(own, { MODEL_METADATA: "nonsense" })).toMatchObject(own);
  });

  test.each([
    [{ colour: "blue" }, 'unknown field "colour"'],
    [{ name: 7 }, "name must be text"],
    [{ versions: "1" }, "versions must be a list of text"],
    [{ custom: { a: 1 } }, "custom must map text to text"],
    [{ inputs: {} }, "inputs must be a list"],
    [{ inputs: [1] }, "inputs[0] must be an object"],
    [{ inputs: [{ messagetype: 1 }] }, "inputs[0] must have a messagetype of text"],
    [{ inputs: [{ name: "x", datatype: "FP8", shape: [1] }] }, "inputs[0] must have a datatype such as FP32"],
    [{ inputs: [{ name: "x", datatype: "FP32" }] }, "inputs[0] must have a shape"],
    [{ outputs: [{ messagetype: "strData", schema: {} }] }, "outputs[0] of strData has no schema"],
    [{ outputs: [{ messagetype: "tensor", schema: { dtype: "f" } }] }, 'outputs[0] has the unknown field "dtype"'],
    [{ outputs: [{ messagetype: "tensor", extra: 1 }] }, 'outputs[0] has the unknown field "extra"'],
  ])("what is wrong is named (%#)", async (own, text) => {
    const expected = { code: "BAD_METADATA", message: expect.stringContaining(text) as string };
    await expect(metadataOf(own)).rejects.toMatchObject(expected);
  });
});

describe("component files", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "zerohop-test-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => void vi.unstubAllEnvs());

  const loadFile = async (name: string, source: string): Promise<Unit> => {
    await writeFile(join(folder, name), source);
    return createComponentServer(specOf({ modelUri: name }), createNodeHost({ folder, env: {} }));
  };
  const said = async (unit: Unit): Promise<unknown> => (await unit.predict!(textMessage("x"), newRun())).data;

  test.each([
    ["Default.mjs", "export default class { predict() { return 'it' } }"],
    ["Named.mjs", "export class Helper { predict() {} }; export class Named { predict() { return 'it' } }"],
    ["only.mjs", "export const limit = 3; export class Other { predict() { return 'it' } }"],
    ["object.mjs", "export default { predict: () => 'it' }"],
    ["functions.mjs", "export function predict() { return 'it' }"],
    ["snake.mjs", "export class Old { predict_raw() { return { strData: 'it' } } }"],
  ])("the component of %s is found", async (name, source) => {
    expect(await said(await loadFile(name, source))).toEqual({ kind: "text", text: "it" });
  });

  test("a file without a component says what it has", async () => {
    await expect(loadFile("none.mjs", "export const limit = 3; export const name = 'x'")).rejects.toThrow(
      /none\.mjs exports no component: expected a default export, or one named "none", with a method such as predict; found limit, name$/,
    );
    await expect(loadFile("empty.mjs", "")).rejects.toThrow(/found nothing$/);
  });

  test("two components need a name", async () => {
    const source = "export class A { predict() {} }; export class B { predict() {} }";
    await expect(loadFile("two.mjs", source)).rejects.toThrow(/found A, B$/);
  });

  test("TypeScript is compiled, with its dependencies and the running package", async () => {
    await writeFile(join(folder, "suffix.ts"), 'export const suffix: string = "!";');
    const source = `
      import { SeldonResponse } from "zerohop";
      import { suffix } from "./suffix.ts";
      export class Model {
        readonly #word: string;
        constructor({ word = "hello" }: { word?: string }) { this.#word = word; }
        predict(): SeldonResponse { return new SeldonResponse(this.#word + suffix, { spoken: true }); }
      }`;
    const unit = await loadFile("Model.ts", source);
    const answer = await unit.predict!(textMessage("x"), newRun());
    expect(answer.data).toEqual({ kind: "text", text: "hello!" });
    expect(answer.meta.tags).toEqual({ spoken: true });
  });

  test("TypeScript that does not parse is named with its place", async () => {
    await expect(loadFile("Broken.ts", "export class Broken {\n  predict( {\n}")).rejects.toThrow(
      /^Cannot compile .*Broken\.ts:\n✘ \[ERROR\] Expected "\)"[\s\S]*\n {4}Broken\.ts:3:1:/,
    );
  });

  test("many TypeScript components load at once, beside builds of somebody else", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `Many${index}.ts`);
    const source = (name: string): string => `export default { predict: (): string => "${name}" };`;
    const other = build({ stdin: { contents: "export {}" }, write: false, plugins: [slowPlugin] });
    const units = await Promise.all(names.map((name) => loadFile(name, source(name))));
    expect(await Promise.all(units.map(said))).toEqual(names.map((text) => ({ kind: "text", text })));
    expect((await other).errors).toEqual([]);
  });

  test("the same code is imported once, changed code anew", async () => {
    const source = "let made = 0; export default class { predict() { return String(++made); } }";
    const [first, second] = [await loadFile("Once.ts", source), await loadFile("Once.ts", source)];
    expect([await said(first), await said(second)]).toMatchObject([{ text: "1" }, { text: "2" }]);
    expect(await said(await loadFile("Once.ts", `${source} // changed`))).toMatchObject({ text: "1" });
  });

  test("compiled code finds what lies beside its source, and nothing is written", async () => {
    await writeFile(join(folder, "weights.txt"), "heavy");
    await mkdir(join(folder, "node_modules/old"), { recursive: true });
    await writeFile(join(folder, "node_modules/old/index.js"), "exports.name = () => require('node:path').sep;");
    const before = (await readdir(folder)).length;
    vi.stubEnv("TMPDIR", join(folder, "nowhere"));
    const unit = await loadFile(
      "Beside.ts",
      `import { readFileSync } from "node:fs";
       import old from "old";
       export default { predict: () => old.name() + readFileSync(new URL("weights.txt", import.meta.url), "utf8") };`,
    );
    expect(await said(unit)).toMatchObject({ text: `${sep}heavy` });
    expect((await readdir(folder)).length).toBe(before + 1);
  });

  test("a missing file is named", async () => {
    const spec = specOf({ modelUri: "absent.ts" });
    await expect(createComponentServer(spec, createNodeHost({ folder, env: {} }))).rejects.toThrow(
      /absent\.ts: no such file/,
    );
    await expect(createComponentServer(specOf(), createNodeHost({ folder, env: {} }))).rejects.toThrow(
      "needs a modelUri",
    );
  });

  test("a platform without files says what to do instead", async () => {
    const host = createTestHost();
    await expect(createComponentServer(specOf({ modelUri: "a.ts" }), host)).rejects.toThrow(
      "pass them to createRuntime",
    );
  });
});
