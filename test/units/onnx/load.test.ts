import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import type { InferenceError } from "../../../runtime/errors.ts";
import { scanModel } from "../../../runtime/units/onnx/model-scan.ts";
import { createRunEstimate } from "../../../runtime/units/onnx/run-estimate.ts";
import { createRunQueue } from "../../../runtime/units/onnx/run-queue.ts";
import { createOnnxUnit } from "../../../runtime/units/onnx/unit.ts";
import { chunk, externalTensor, intsAttribute, join, tensorAttribute, varint, writeModel } from "./model-writer.ts";
import type { Model } from "./model-writer.ts";
import { loadUnit, onnxHost, onnxSpec } from "./onnx-host.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

const IDENTITY: Model = {
  nodes: [{ op: "Identity", inputs: ["x"], outputs: ["y"] }],
  inputs: [{ name: "x", shape: ["N", 2] }],
  outputs: [{ name: "y", shape: ["N", 2] }],
};

async function refusal(model: string | Uint8Array, parameters?: Record<string, string>): Promise<string> {
  try {
    await (await loadUnit(model, parameters)).close();
  } catch (error) {
    expect((error as InferenceError).unit).toBe("model");
    expect((error as InferenceError).code).toBe("INVALID_ARGUMENT");
    expect((error as InferenceError).message).not.toMatch(/ERROR_CODE|\/_work\/|^\d+$/);
    return (error as InferenceError).message;
  }
  throw new Error("Expected a rejection");
}

describe("createOnnxUnit() refuses, with advice,", () => {
  const zipMap: Model = {
    nodes: [
      {
        op: "ZipMap",
        domain: "ai.onnx.ml",
        inputs: ["x"],
        outputs: ["z"],
        attributes: [intsAttribute("classlabels_int64s", [0, 1])],
      },
      { op: "Identity", inputs: ["x"], outputs: ["y"] },
    ],
    inputs: [{ name: "x", shape: ["N", 2] }],
    outputs: [
      { name: "z", container: "map" },
      { name: "y", shape: ["N", 2] },
    ],
  };
  const external: Model = { ...IDENTITY, initializers: [externalTensor("w", "../../etc/passwd", [2])] };
  const hidden: Model = {
    ...IDENTITY,
    nodes: [
      {
        op: "Constant",
        inputs: [],
        outputs: ["y"],
        attributes: [tensorAttribute("value", externalTensor("w", "w.bin", [2]))],
      },
    ],
  };
  for (const [what, model, said] of [
    ["garbage", "garbage", "the file is not ONNX"],
    ["an empty file", new Uint8Array(0), "not an ONNX model"],
    ["text", new TextEncoder().encode("version https://git-lfs.github.com/spec/v1"), "the file is not ONNX"],
    ["a model cut short", writeModel(IDENTITY).subarray(0, 60), "the file is not ONNX"],
    ["an unknown operator", "badop", "an operator that onnxruntime-web does not have"],
    ["an opset of the future", writeModel({ ...IDENTITY, opset: 99 }), "lower target opset"],
    ["an IR of the future", writeModel({ ...IDENTITY, irVersion: 99 }), "older onnx package"],
    ["weights elsewhere", writeModel(external), "weights in other files"],
    ["weights elsewhere inside of a node", writeModel(hidden), "weights in other files"],
    ["ORT format", Uint8Array.of(0, 0, 0, 0, 0x4f, 0x52, 0x54, 0x4d, 0), "expected ONNX"],
    ["a ZipMap", writeModel(zipMap), "zipmap option off"],
    ["types without a datatype", writeModel({ ...IDENTITY, inputs: [{ name: "x", type: "bfloat16" }] }), "model"],
    [
      "a name that is no name",
      writeModel({
        ...IDENTITY,
        nodes: [{ op: "Identity", inputs: ["__proto__"], outputs: ["y"] }],
        inputs: [{ name: "__proto__", shape: ["N", 2] }],
      }),
      "rename it",
    ],
    ["no outputs", writeModel({ ...IDENTITY, nodes: [], outputs: [] }), "Cannot load the ONNX model"],
  ] as const) {
    test(what, async () => {
      expect(await refusal(model)).toContain(said);
    });
  }

  test("outputs that the model does not have", async () => {
    expect(await refusal("add", { outputs: "sum, other" })).toContain('names "other", expected some of "sum", "diff"');
  });

  test("settings that are none", async () => {
    expect(await refusal("add", { "zerohop.thread": "both" })).toContain("expected auto, inline or worker");
    expect(await refusal("add", { "zerohop.max-model-bytes": "-1" })).toContain("whole number");
    expect(await refusal("add", { "zerohop.max-model-bytes": "9" })).toContain("at most 9 are allowed");
    expect(await refusal("add", { outputs: "sum,sum" })).toContain("different names");
  });

  test("every file cut or changed at random, without a crash of the process", async () => {
    const good = writeModel(IDENTITY);
    let seed = 7;
    for (let round = 0; round < 200; round++) {
      const bad = good.slice();
      for (let change = 0; change < 3; change++) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        bad[seed % bad.length] = (seed >> 8) & 255;
      }
      const host = onnxHost({ "bad.onnx": bad });
      try {
        await (await createOnnxUnit(onnxSpec("bad.onnx", { "zerohop.warm-up-ms": "0" }), host)).close?.();
      } catch (error) {
        expect((error as InferenceError).unit).toBe("model");
      }
    }
    await (await loadUnit("add")).close();
  });
});

test("createOnnxUnit() lets a ZipMap pass when its output is not asked for", async () => {
  const model = writeModel({
    nodes: [
      { op: "SequenceConstruct", inputs: ["x"], outputs: ["z"] },
      { op: "Identity", inputs: ["x"], outputs: ["y"] },
    ],
    inputs: [{ name: "x", shape: ["N", 2] }],
    outputs: [
      { name: "z", container: "sequence" },
      { name: "y", shape: ["N", 2] },
    ],
  });
  const unit = await loadUnit(model, { outputs: "y" });
  expect(unit.metadata()).toMatchObject({ outputs: [{ name: "y", datatype: "FP32", shape: [-1, 2] }] });
  await unit.close();
});

test("createOnnxUnit() says what is missing", async () => {
  await expect(createOnnxUnit(onnxSpec(undefined), onnxHost())).rejects.toThrow("needs a modelUri");
  await expect(createOnnxUnit(onnxSpec("/no/such/model.onnx"), onnxHost())).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const { files: _, ...fileless } = onnxHost();
  await expect(createOnnxUnit(onnxSpec("x"), fileless)).rejects.toThrow("has no files");
});

test("unknown and dynamic sizes are -1 in the metadata", async () => {
  const shape = [undefined, "", "N", 3];
  const unit = await loadUnit(
    writeModel({ ...IDENTITY, inputs: [{ name: "x", shape }], outputs: [{ name: "y", shape }] }),
  );
  expect(unit.metadata()).toMatchObject({ inputs: [{ shape: [-1, -1, -1, 3] }] });
  await unit.close();
});

test("scanModel() survives nesting without end", () => {
  let graph = chunk(2, "leaf");
  for (let depth = 0; depth < 5000; depth++) graph = chunk(1, chunk(5, chunk(6, graph)));
  expect(() => scanModel(join([varint(1, 8), chunk(7, graph)]))).toThrow("not ONNX");
});

test("createRunQueue() runs in order, refuses beyond its bound and goes on after an error", async () => {
  const queue = createRunQueue(2);
  const order: number[] = [];
  const task = (id: number) => () => Promise.resolve().then(() => order.push(id));
  const failed = queue.run(() => Promise.reject(new Error("no")));
  const runs = [queue.run(task(1)), queue.run(task(2))];
  await expect(queue.run(task(3))).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  await expect(failed).rejects.toThrow("no");
  await Promise.all(runs);
  await queue.run(task(4));
  expect(order).toEqual([1, 2, 4]);
  expect([queue.waiting, queue.dropped]).toEqual([0, 1]);
});

describe("createRunEstimate()", () => {
  test("tells the cost of a call from that of a row", () => {
    const expected = createRunEstimate([
      { elements: 4, ms: 0.012 },
      { elements: 128, ms: 0.02 },
    ]);
    expect(expected.estimate(4)).toBeCloseTo(0.012, 6);
    expect(expected.estimate(40_000)).toBeCloseTo(2.59, 1);
  });

  test("does not believe a single pause, but does believe two, and a long one at once", () => {
    const once = createRunEstimate([{ elements: 10, ms: 0.02 }]);
    once.observe(10, 20);
    expect(once.estimate(10)).toBeLessThan(0.1);
    once.observe(10, 20);
    expect(once.estimate(10)).toBeGreaterThan(4);
    once.observeAtMost(10, 0.1);
    once.observeAtMost(10, 0.1);
    once.observeAtMost(10, 0.1);
    expect(once.estimate(10)).toBeLessThan(4);
    once.observe(10, 900);
    expect(once.estimate(10)).toBeGreaterThan(100);
  });

  test("knows nothing without a sample, and learns from the first run", () => {
    const expected = createRunEstimate([]);
    expect(expected.estimate(1)).toBe(Infinity);
    expected.observeAtMost(10, 1);
    expect(expected.estimate(10)).toBeCloseTo(1, 6);
  });
});

test("importing the unit does not load onnxruntime", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${ROOT}runtime/units/onnx/unit.ts`],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    external: ["onnxruntime-web"],
    logLevel: "silent",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  expect(imports).toEqual([expect.objectContaining({ path: "onnxruntime-web/wasm", kind: "dynamic-import" })]);
  const code = `await import("data:text/javascript;base64,${btoa(unescape(encodeURIComponent(outputFiles[0]!.text)))}")`;
  // From a data URL a bare package name cannot resolve, so loading it would fail.
  expect(spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).stderr).toBe("");
});
