import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tensorMessage } from "../../../runtime/message/message.ts";
import type { WorkerPool } from "../../../runtime/platform/node/pool/pool.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import type { OffloadedEngine } from "../../../runtime/units/offload.ts";
import { chunk, join, writeModel } from "../../units/onnx/model-writer.ts";
import { context, FIXTURES, loadUnit } from "../../units/onnx/onnx-host.ts";
import { createTestHost, fixtureUnit, row } from "../../units/wasm/wasm-host.ts";
import { buildPool, floats, NEVER } from "./built-pool.ts";
import type { BuiltPool } from "./built-pool.ts";

let built: BuiltPool;

beforeAll(async () => {
  built = await buildPool();
});

afterAll(() => built.close());

async function openFixture(pool: WorkerPool, name: string): Promise<OffloadedEngine> {
  const bytes = new Uint8Array(await readFile(`${FIXTURES}${name}.onnx`));
  return pool.open({ engine: "onnx", unit: name, bytes, settings: { warmUpMs: 1 } });
}

/** Runs `work` and counts how often a timer of 10 ms came to its turn meanwhile. */
async function countTicks<T>(work: () => Promise<T>): Promise<{ value: T; ticks: number; longestMs: number }> {
  let ticks = 0;
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    ticks++;
  }, 10);
  const value = await work();
  clearInterval(timer);
  return { value, ticks, longestMs };
}

/** y = x, with a documentation of 2 MiB. */
function largeModel(): Uint8Array {
  const model = writeModel({
    nodes: [{ op: "Identity", inputs: ["x"], outputs: ["y"] }],
    inputs: [{ name: "x", shape: ["N", 1] }],
    outputs: [{ name: "y", shape: ["N", 1] }],
  });
  return join([model, chunk(6, "x".repeat(2 ** 21))]);
}

describe("an ONNX model in the pool", () => {
  test("answers, keeps the caller's buffers, and describes itself", async () => {
    const pool = built.make("worker");
    const engine = await openFixture(pool, "add");
    const shared = new Float32Array([9, 1, 2, 3, 9]);
    const a: Tensor = { name: "a", datatype: "FP32", shape: [1, 3], data: shared.subarray(1, 4) };
    const outputs = await engine.run("predict", [a, floats(1, 1, 1)], NEVER);
    expect(outputs).toEqual([
      { name: "sum", datatype: "FP32", shape: [1, 3], data: Float32Array.of(2, 3, 4) },
      { name: "diff", datatype: "FP32", shape: [1, 3], data: Float32Array.of(0, 1, 2) },
    ]);
    expect([...shared]).toEqual([9, 1, 2, 3, 9]);
    const told = (await engine.describe!()) as { readonly samples: readonly unknown[] };
    expect(told).toMatchObject({
      signature: { inputs: [{ name: "a", datatype: "FP32", shape: ["N", 3] }, { name: "b" }] },
    });
    // On a busy machine the first run may take so long that no larger one is tried.
    expect(told.samples[0]).toMatchObject({ elements: 6 });
    await engine.close();
    await expect(engine.run("predict", [a, a], NEVER)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("moves text there and back, and its errors keep code and message", async () => {
    const pool = built.make("worker");
    const engine = await openFixture(pool, "identity-string");
    const text: Tensor = { name: "x", datatype: "BYTES", shape: [1, 2], data: ["ž", ""] };
    expect(await engine.run("predict", [text], NEVER)).toMatchObject([{ datatype: "BYTES", data: ["ž", ""] }]);
    const wide: Tensor = { ...text, shape: [1, 3], data: ["a", "b", "c"] };
    await expect(engine.run("predict", [wide], NEVER)).rejects.toMatchObject({
      name: "InferenceError",
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("Got invalid dimensions") as string,
    });
    const broken = await openFixture(pool, "badop");
    await expect(broken.describe!()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(pool.stats()).toMatchObject({ threads: 1, crashed: 0, stopped: 0 });
  });

  test("leaves the serving thread free, from loading to answering", async () => {
    const pool = built.make("worker");
    const { value: unit, ticks, longestMs } = await countTicks(() => loadUnit("slow", {}, pool));
    expect(ticks).toBeGreaterThan(20);
    // Nothing of it ran here: the warm-up alone takes about a second.
    expect(longestMs).toBeLessThan(500);
    const answered = await countTicks(async () => await unit.predict(tensorMessage([floats(7)]), context()));
    const { data } = answered.value;
    expect(data).toMatchObject({ tensors: [{ name: "y", data: Float32Array.of(7) }] });
    expect(answered.ticks).toBeGreaterThan(20);
    await unit.close();
  });

  test("releases its caller when the deadline passes, and its thread at the limit", async () => {
    const pool = built.make("worker", { abandonedLimitMs: 300 });
    const slow = await openFixture(pool, "slow");
    const add = await openFixture(pool, "add");
    await add.run("predict", [floats(1, 2, 3), floats(1, 2, 3)], NEVER);
    const started = performance.now();
    await expect(slow.run("predict", [floats(1)], AbortSignal.timeout(50))).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(performance.now() - started).toBeLessThan(400);
    expect(pool.stats()).toMatchObject({ threads: 1, busy: 1 });
    expect((await add.run("predict", [floats(1, 2, 3), floats(1, 2, 3)], NEVER)).length).toBe(2);
    expect(pool.stats()).toMatchObject({ stopped: 1, crashed: 0 });
  });

  test("gives up loading that takes too long", async () => {
    const pool = built.make("worker", { loadLimitMs: 1, abandonedLimitMs: 0 });
    const engine = await openFixture(pool, "slow");
    await expect(engine.describe!()).rejects.toThrow("took longer than 1 ms");
  });
});

test("a WASM unit escalates into the pool and comes back with the same answer", async () => {
  const pool = built.make("worker");
  const unit = await fixtureUnit("slow", {}, createTestHost({ offload: pool }));
  const message = row(20, ...Array<number>(9).fill(0));
  const { value: answer } = await countTicks(async () => await unit.predict!(message, context()));
  expect(answer.data).toEqual(message.data);
  expect(pool.stats()).toMatchObject({ threads: 1, crashed: 0, stopped: 0 });
  await unit.close!();
});

describe("createOnnxUnit() chooses the thread", () => {
  test("inline for a fast model, without starting a worker", async () => {
    const pool = built.make("worker");
    const unit = await loadUnit("fixed", { "zerohop.warm-up-ms": "50" }, pool);
    await unit.predict(tensorMessage([floats(1, 2, 3, 4)]), context());
    expect(pool.stats().threads).toBe(0);
    await unit.close();
  });

  test("a worker to try a large file in, and then inline for it is fast", async () => {
    const pool = built.make("worker");
    const unit = await loadUnit(largeModel(), { "zerohop.warm-up-ms": "200" }, pool);
    expect(pool.stats().threads).toBe(1);
    await pool.close();
    const answer = await unit.predict(tensorMessage([floats(1)]), context());
    expect(answer.data).toMatchObject({ tensors: [{ data: Float32Array.of(1) }] });
    await unit.close();
  });

  test("the worker when told so", async () => {
    const pool = built.make("worker");
    const unit = await loadUnit("fixed", { "zerohop.thread": "worker" }, pool);
    const answer = await unit.predict(tensorMessage([floats(1, 2, 3, 4)]), context());
    expect(answer.data).toMatchObject({ tensors: [{ data: Float32Array.of(2, 4, 6, 8) }] });
    expect(pool.stats().threads).toBe(1);
    await expect(unit.predict(tensorMessage([floats(1)]), context())).rejects.toThrow("Expected FP32[1,4]");
    await unit.close();
    await expect(loadUnit("fixed", { "zerohop.thread": "worker" })).rejects.toThrow("no worker threads");
  });
});

test("a worker loads onnxruntime, or a WASI, only for an engine that needs it", () => {
  const outputs = new Map(
    Object.entries(built.bundle.outputs).map(([path, output]) => [path.split("/").at(-1), output]),
  );
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of outputs.get(path.split("/").at(-1))?.imports ?? []) {
      if (kind === "import-statement") visit(next);
    }
  };
  visit("worker.mjs");
  expect([...seen].filter((path) => !path.startsWith("node:")).join(" ")).not.toMatch(/onnx|wasi|engine-/);
});
