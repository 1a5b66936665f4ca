import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tensorMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { createWorkerPool } from "../../../runtime/platform/node/pool/pool.ts";
import type { WorkerPool, WorkerPoolOptions } from "../../../runtime/platform/node/pool/pool.ts";
import { packBorrowed, packOwned } from "../../../runtime/platform/node/pool/transfer.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import type { OffloadedEngine } from "../../../runtime/units/offload.ts";
import { context, FIXTURES, loadUnit } from "../../units/onnx/onnx-host.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const never = new AbortController().signal;
let folder: string;
const pools: WorkerPool[] = [];

/** A worker that speaks the pool's protocol and does what the verb says, without a model. */
const FAKE_WORKER = `
import { parentPort } from "node:worker_threads";
const known = new Set();
parentPort.on("message", ({ kind, call, engine, source, verb, tensors }) => {
  if (source) known.add(engine);
  if (kind === "close") return known.delete(engine);
  if (verb === "route") process.exit(3);
  if (verb === "aggregate") throw new Error("unhandled");
  if (verb === "transformOutput") for (;;);
  const until = Date.now() + (tensors?.[0]?.data[0] ?? 0);
  while (Date.now() < until);
  parentPort.postMessage({ kind: "answer", call, value: kind === "describe" ? [...known] : tensors });
});
`;

beforeAll(async () => {
  // Inside of the repository, where the bundle's bare imports resolve.
  folder = await mkdtemp(join(ROOT, "node_modules", ".pool-test-"));
  await build({
    entryPoints: [`${ROOT}runtime/platform/node/pool/worker.ts`, `${ROOT}runtime/platform/node/pool/pool.ts`],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["onnxruntime-web", "@wasmer/wasi"],
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
  await writeFile(join(folder, "fake.mjs"), FAKE_WORKER);
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await rm(folder, { recursive: true, force: true });
});

function makePool(entry: "worker" | "fake", options: Partial<WorkerPoolOptions> = {}): WorkerPool {
  const pool = createWorkerPool({ workerUrl: pathToFileURL(join(folder, `${entry}.mjs`)), size: 1, ...options });
  pools.push(pool);
  return pool;
}

async function openFixture(pool: WorkerPool, name: string): Promise<OffloadedEngine> {
  const bytes = new Uint8Array(await readFile(`${FIXTURES}${name}.onnx`));
  return pool.open({ engine: "onnx", unit: name, bytes, settings: { warmUpMs: 1 } });
}

function openFake(pool: WorkerPool, unit = "fake"): OffloadedEngine {
  return pool.open({ engine: "wasm", unit, bytes: new Uint8Array(4), settings: {} });
}

function floats(...data: number[]): Tensor {
  return { name: "x", datatype: "FP32", shape: [1, data.length], data: Float32Array.from(data) };
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

describe("an ONNX model in the pool", () => {
  test("answers, keeps the caller's buffers, and describes itself", async () => {
    const pool = makePool("worker");
    const engine = await openFixture(pool, "add");
    const shared = new Float32Array([9, 1, 2, 3, 9]);
    const a: Tensor = { name: "a", datatype: "FP32", shape: [1, 3], data: shared.subarray(1, 4) };
    const outputs = await engine.run("predict", [a, floats(1, 1, 1)], never);
    expect(outputs).toEqual([
      { name: "sum", datatype: "FP32", shape: [1, 3], data: Float32Array.of(2, 3, 4) },
      { name: "diff", datatype: "FP32", shape: [1, 3], data: Float32Array.of(0, 1, 2) },
    ]);
    expect([...shared]).toEqual([9, 1, 2, 3, 9]);
    expect(await engine.describe!()).toMatchObject({
      signature: { inputs: [{ name: "a", datatype: "FP32", shape: ["N", 3] }, { name: "b" }] },
      samples: [{ elements: 6 }, { elements: 192 }],
    });
    await engine.close();
    await expect(engine.run("predict", [a, a], never)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("moves text there and back, and its errors keep code and message", async () => {
    const pool = makePool("worker");
    const engine = await openFixture(pool, "identity-string");
    const text: Tensor = { name: "x", datatype: "BYTES", shape: [1, 2], data: ["ž", ""] };
    expect(await engine.run("predict", [text], never)).toMatchObject([{ datatype: "BYTES", data: ["ž", ""] }]);
    const wide: Tensor = { ...text, shape: [1, 3], data: ["a", "b", "c"] };
    await expect(engine.run("predict", [wide], never)).rejects.toMatchObject({
      name: "InferenceError",
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("Got invalid dimensions") as string,
    });
    const broken = await openFixture(pool, "badop");
    await expect(broken.describe!()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(pool.stats()).toMatchObject({ threads: 1, crashed: 0, stopped: 0 });
  });

  test("leaves the serving thread free, from loading to answering", async () => {
    const pool = makePool("worker");
    const { value: unit, ticks, longestMs } = await countTicks(() => loadUnit("slow", {}, pool));
    expect(ticks).toBeGreaterThan(20);
    // Nothing of it ran here: the two runs of the warm-up take about a second each.
    expect(longestMs).toBeLessThan(500);
    const answered = await countTicks(async () => await unit.predict(tensorMessage([floats(7)]), context()));
    const { data } = answered.value as Message;
    expect(data).toMatchObject({ tensors: [{ name: "y", data: Float32Array.of(7) }] });
    expect(answered.ticks).toBeGreaterThan(20);
    await unit.close();
  });

  test("releases its caller when the deadline passes, and its thread at the limit", async () => {
    const pool = makePool("worker", { abandonedLimitMs: 300 });
    const slow = await openFixture(pool, "slow");
    const add = await openFixture(pool, "add");
    await add.run("predict", [floats(1, 2, 3), floats(1, 2, 3)], never);
    const started = performance.now();
    await expect(slow.run("predict", [floats(1)], AbortSignal.timeout(50))).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(performance.now() - started).toBeLessThan(400);
    expect(pool.stats()).toMatchObject({ threads: 1, busy: 1 });
    expect((await add.run("predict", [floats(1, 2, 3), floats(1, 2, 3)], never)).length).toBe(2);
    expect(pool.stats()).toMatchObject({ stopped: 1, crashed: 0 });
  });
});

describe("createOnnxUnit() chooses the thread", () => {
  test("inline for a fast model, without starting a worker", async () => {
    const pool = makePool("worker");
    const unit = await loadUnit("fixed", { "zerohop.warm-up-ms": "50" }, pool);
    await unit.predict(tensorMessage([floats(1, 2, 3, 4)]), context());
    expect(pool.stats().threads).toBe(0);
    await unit.close();
  });

  test("the worker when told so", async () => {
    const pool = makePool("worker");
    const unit = await loadUnit("fixed", { "zerohop.thread": "worker" }, pool);
    const answer = (await unit.predict(tensorMessage([floats(1, 2, 3, 4)]), context())) as Message;
    expect(answer.data).toMatchObject({ tensors: [{ data: Float32Array.of(2, 4, 6, 8) }] });
    expect(pool.stats().threads).toBe(1);
    await expect(unit.predict(tensorMessage([floats(1)]), context())).rejects.toThrow("Expected FP32[1,4]");
    await unit.close();
    await expect(loadUnit("fixed", { "zerohop.thread": "worker" })).rejects.toThrow("no worker threads");
  });
});

describe("createWorkerPool()", () => {
  test("refuses what does not fit the queue, and serves the rest in order", async () => {
    const pool = makePool("fake", { maxWaiting: 2 });
    const engine = openFake(pool);
    const order: number[] = [];
    const runs = [40, 1, 2].map(async (ms) => {
      await engine.run("predict", [floats(ms)], never);
      order.push(ms);
    });
    await expect(engine.run("predict", [floats(3)], never)).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect(pool.stats()).toEqual({ threads: 1, busy: 1, waiting: 2, rejected: 1, crashed: 0, stopped: 0 });
    await Promise.all(runs);
    expect(order).toEqual([40, 1, 2]);
  });

  test("drops a call that is cancelled while it waits", async () => {
    const pool = makePool("fake");
    const engine = openFake(pool);
    const first = engine.run("predict", [floats(50)], never);
    const leaving = new AbortController();
    const second = engine.run("predict", [floats(1)], leaving.signal);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
    expect(pool.stats().waiting).toBe(0);
    await first;
    await expect(engine.run("predict", [floats(1)], leaving.signal)).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test("replaces a thread that dies, and only its own call fails", async () => {
    const pool = makePool("fake");
    const engine = openFake(pool, "fragile");
    const dying = [engine.run("route", [floats(0)], never), engine.run("aggregate", [floats(0)], never)];
    const living = engine.run("predict", [floats(5)], never);
    await expect(dying[0]).rejects.toMatchObject({ code: "INTERNAL", unit: "fragile" });
    await expect(dying[0]).rejects.toThrow('Unit "fragile": The worker thread stopped during the call: exit code 3');
    await expect(dying[1]).rejects.toThrow("stopped during the call: unhandled");
    expect(await living).toEqual([floats(5)]);
    expect(pool.stats()).toMatchObject({ threads: 1, crashed: 2 });
  });

  test("ends a run without end whose caller has gone", async () => {
    const pool = makePool("fake", { abandonedLimitMs: 100 });
    const engine = openFake(pool);
    await expect(engine.run("transformOutput", [floats(0)], AbortSignal.timeout(20))).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(await engine.run("predict", [floats(1)], never)).toEqual([floats(1)]);
    expect(pool.stats()).toMatchObject({ stopped: 1 });
  });

  test("gives up loading that takes too long", async () => {
    const pool = makePool("worker", { loadLimitMs: 1, abandonedLimitMs: 0 });
    const engine = await openFixture(pool, "slow");
    await expect(engine.describe!()).rejects.toThrow("took longer than 1 ms");
  });

  test("prefers an idle thread that has the engine, and grows only for calls at the same time", async () => {
    const pool = makePool("fake", { size: 3 });
    const [a, b] = [openFake(pool), openFake(pool)];
    await a.run("predict", [floats(1)], never);
    await a.run("predict", [floats(1)], never);
    expect(pool.stats().threads).toBe(1);
    await Promise.all([a.run("predict", [floats(20)], never), b.run("predict", [floats(20)], never)]);
    expect(pool.stats().threads).toBe(2);
    const [inA, inB] = (await Promise.all([a.describe!(), b.describe!()])) as number[][];
    expect([inA!.length, inB!.length]).toEqual([1, 1]);
  });

  test("close() lets a running call finish and refuses the others", async () => {
    const pool = makePool("fake");
    const engine = openFake(pool);
    const running = engine.run("predict", [floats(50)], never);
    const waiting = engine.run("predict", [floats(1)], never);
    const closing = pool.close();
    await expect(waiting).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await running).toEqual([floats(50)]);
    await closing;
    expect(pool.stats().threads).toBe(0);
    await expect(engine.run("predict", [floats(1)], never)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("close() ends runs that do not", async () => {
    const pool = makePool("fake", { drainMs: 20 });
    const run = openFake(pool).run("transformOutput", [floats(0)], never);
    const failed = expect(run).rejects.toMatchObject({ code: "INTERNAL" });
    await pool.close();
    await failed;
  });

  test("rejects what cannot be cloned, and goes on", async () => {
    const pool = makePool("fake");
    const engine = openFake(pool);
    const odd = { ...floats(1), shape: (() => 1) as never };
    await expect(engine.run("predict", [odd], never)).rejects.toMatchObject({ name: "InferenceError" });
    expect(await engine.run("predict", [floats(1)], never)).toEqual([floats(1)]);
  });

  test("does not keep an idle process alive", async () => {
    const script = `
      import { createWorkerPool } from ${JSON.stringify(pathToFileURL(join(folder, "pool.mjs")).href)};
      const workerUrl = new URL(${JSON.stringify(pathToFileURL(join(folder, "fake.mjs")).href)});
      const engine = createWorkerPool({ workerUrl }).open({ engine: "wasm", unit: "u", bytes: new Uint8Array(1), settings: {} });
      const x = { name: "x", datatype: "FP32", shape: [1], data: Float32Array.of(30) };
      console.log((await engine.run("predict", [x], new AbortController().signal)).length);
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
    let printed = "";
    child.stdout.on("data", (text) => (printed += text));
    child.stderr.on("data", (text) => (printed += text));
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect([code, printed.trim()]).toEqual([0, "1"]);
  });
});

describe("tensors between threads", () => {
  test("packBorrowed() copies parts of a buffer, and leaves the caller's alone", () => {
    const whole = floats(1, 2);
    const part = { ...whole, data: new Float32Array([1, 2, 3]).subarray(1) };
    const packed = packBorrowed([whole, part]);
    expect(packed.tensors[0]).toBe(whole);
    expect(packed.transfer).toEqual([packed.tensors[1]!.data && (packed.tensors[1]!.data as Float32Array).buffer]);
    expect(packed.tensors[1]!.data).toEqual(Float32Array.of(2, 3));
  });

  test("packOwned() transfers a buffer once, and never the memory of a WASM instance", () => {
    const whole = floats(1, 2);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const view = { ...whole, data: new Float32Array(memory.buffer, 8, 2) };
    const packed = packOwned([whole, whole, view]);
    expect(packed.transfer.length).toBe(2);
    expect(packed.transfer).not.toContain(memory.buffer);
  });

  test("bytes elements are cut out of the request they lie in", () => {
    const body = Buffer.from("0123456789");
    const data = [body.subarray(2, 4)];
    const [packed] = packBorrowed([{ name: "x", datatype: "BYTES", shape: [1], data }]).tensors;
    expect((packed!.data[0] as Uint8Array).buffer.byteLength).toBe(2);
  });
});
