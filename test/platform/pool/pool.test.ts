import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkerPool } from "../../../runtime/platform/node/pool/pool.ts";
import type { OffloadedEngine } from "../../../runtime/units/offload.ts";
import { buildPool, floats, NEVER } from "./built-pool.ts";
import type { BuiltPool } from "./built-pool.ts";

let built: BuiltPool;

beforeAll(async () => {
  built = await buildPool();
});

afterAll(() => built.close());

function openFake(pool: WorkerPool, unit = "fake"): OffloadedEngine {
  return pool.open({ engine: "wasm", unit, bytes: new Uint8Array(4), settings: {} });
}

describe("createWorkerPool()", () => {
  test("refuses what does not fit the queue, and serves the rest in order", async () => {
    const pool = built.make("fake", { maxWaiting: 2 });
    const engine = openFake(pool);
    const order: number[] = [];
    const runs = [40, 1, 2].map(async (ms) => {
      await engine.run("predict", [floats(ms)], NEVER);
      order.push(ms);
    });
    await expect(engine.run("predict", [floats(3)], NEVER)).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect(pool.stats()).toEqual({ threads: 1, busy: 1, waiting: 2, rejected: 1, crashed: 0, stopped: 0 });
    await Promise.all(runs);
    expect(order).toEqual([40, 1, 2]);
  });

  test("drops a call that is cancelled while it waits", async () => {
    const pool = built.make("fake");
    const engine = openFake(pool);
    const first = engine.run("predict", [floats(50)], NEVER);
    const leaving = new AbortController();
    const second = engine.run("predict", [floats(1)], leaving.signal);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
    expect(pool.stats().waiting).toBe(0);
    await first;
    await expect(engine.run("predict", [floats(1)], leaving.signal)).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test("replaces a thread that dies, and only its own call fails", async () => {
    const pool = built.make("fake");
    const engine = openFake(pool, "fragile");
    const dying = [engine.run("route", [floats(0)], NEVER), engine.run("aggregate", [floats(0)], NEVER)];
    const living = engine.run("predict", [floats(5)], NEVER);
    await expect(dying[0]).rejects.toMatchObject({ code: "INTERNAL", unit: "fragile" });
    await expect(dying[0]).rejects.toThrow('Unit "fragile": The worker thread stopped during the call: exit code 3');
    await expect(dying[1]).rejects.toThrow("stopped during the call: unhandled");
    expect(await living).toEqual([floats(5)]);
    expect(pool.stats()).toMatchObject({ threads: 1, crashed: 2 });
  });

  test("ends a run without end whose caller has gone", async () => {
    const pool = built.make("fake", { abandonedLimitMs: 100 });
    const engine = openFake(pool);
    await expect(engine.run("transformOutput", [floats(0)], AbortSignal.timeout(20))).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    expect(await engine.run("predict", [floats(1)], NEVER)).toEqual([floats(1)]);
    expect(pool.stats()).toMatchObject({ stopped: 1 });
  });

  test("prefers an idle thread that has the engine, and grows only for calls at the same time", async () => {
    const pool = built.make("fake", { size: 3 });
    const [a, b] = [openFake(pool), openFake(pool)];
    await a.run("predict", [floats(1)], NEVER);
    await a.run("predict", [floats(1)], NEVER);
    expect(pool.stats().threads).toBe(1);
    await Promise.all([a.run("predict", [floats(20)], NEVER), b.run("predict", [floats(20)], NEVER)]);
    expect(pool.stats().threads).toBe(2);
    const [inA, inB] = (await Promise.all([a.describe!(), b.describe!()])) as number[][];
    expect([inA!.length, inB!.length]).toEqual([1, 1]);
  });

  test("close() lets a running call finish and refuses the others", async () => {
    const pool = built.make("fake");
    const engine = openFake(pool);
    const running = engine.run("predict", [floats(50)], NEVER);
    const waiting = engine.run("predict", [floats(1)], NEVER);
    const closing = pool.close();
    await expect(waiting).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await running).toEqual([floats(50)]);
    await closing;
    expect(pool.stats().threads).toBe(0);
    await expect(engine.run("predict", [floats(1)], NEVER)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("close() ends runs that do not", async () => {
    const pool = built.make("fake", { drainMs: 20 });
    const run = openFake(pool).run("transformOutput", [floats(0)], NEVER);
    const failed = expect(run).rejects.toMatchObject({ code: "INTERNAL" });
    await pool.close();
    await failed;
  });

  test("rejects what cannot be cloned, and goes on", async () => {
    const pool = built.make("fake");
    const engine = openFake(pool);
    const odd = { ...floats(1), shape: (() => 1) as never };
    await expect(engine.run("predict", [odd], NEVER)).rejects.toMatchObject({ name: "InferenceError" });
    expect(await engine.run("predict", [floats(1)], NEVER)).toEqual([floats(1)]);
  });

  test("does not keep an idle process alive", async () => {
    const script = `
      import { createWorkerPool } from ${JSON.stringify(built.url("pool").href)};
      const workerUrl = new URL(${JSON.stringify(built.url("fake").href)});
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
