import { describe, expect, test } from "vitest";
import { createOnnxEngine } from "../../../runtime/units/onnx/engine.ts";
import type { OnnxRuntime, OrtLibrary } from "../../../runtime/units/onnx/onnx-runtime.ts";
import { placedModel } from "../../../runtime/units/onnx/placed-model.ts";
import { createRunQueue } from "../../../runtime/units/onnx/run-queue.ts";
import type { ModelValue } from "../../../runtime/units/onnx/signature.ts";
import { warmUp } from "../../../runtime/units/onnx/warm-up.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { context, onnxHost } from "./onnx-host.ts";

const X: Tensor = { name: "x", datatype: "FP32", shape: [1], data: Float32Array.of(1) };
const VALUE: ModelValue = { name: "x", datatype: "FP32", type: "float32", shape: ["N"] };

/** An onnxruntime whose sessions do what `run` does; onnxruntime's own traps cannot be had to order. */
function fakeRuntime(run: () => Promise<unknown>): OnnxRuntime & { released: number } {
  const metadata = [{ name: "x", isTensor: true, type: "float32", shape: ["N"] }];
  let broken: string | undefined;
  const runtime = {
    released: 0,
    library: {
      Tensor: function () {},
      InferenceSession: {
        create: async () => ({
          inputMetadata: metadata,
          outputMetadata: metadata,
          run,
          release: async () => void runtime.released++,
        }),
      },
    } as unknown as OrtLibrary,
    queue: createRunQueue(),
    now: () => performance.now(),
    get broken() {
      return broken;
    },
    markBroken: (reason: string) => void (broken ??= reason),
  };
  return runtime;
}

describe("createOnnxEngine()", () => {
  test("never passes a bare number on", async () => {
    const runtime = fakeRuntime(() => Promise.reject(5_308_416));
    const engine = await createOnnxEngine(new Uint8Array(1), { warmUpMs: 0 }, runtime);
    await expect(engine.run("predict", [X])).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      message: "The ONNX model ran out of memory, send smaller batches",
    });
    expect(runtime.broken).toBeUndefined();
    await engine.close();
    await engine.close();
    expect(runtime.released).toBe(1);
  });

  test("refuses all that follows a trap, and does not touch the library again", async () => {
    const runtime = fakeRuntime(() => Promise.reject(new WebAssembly.RuntimeError("unreachable")));
    const engine = await createOnnxEngine(new Uint8Array(1), { warmUpMs: 0 }, runtime);
    await expect(engine.run("predict", [X])).rejects.toThrow("crashed onnxruntime-web");
    await expect(engine.run("predict", [X])).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(createOnnxEngine(new Uint8Array(1), { warmUpMs: 0 }, runtime)).rejects.toThrow("has crashed earlier");
    await engine.close();
    expect(runtime.released).toBe(0);
  });

  test("says so when an output is not there", async () => {
    const engine = await createOnnxEngine(
      new Uint8Array(1),
      { warmUpMs: 0 },
      fakeRuntime(async () => ({})),
    );
    await expect(engine.run("predict", [X])).rejects.toThrow('gave no tensor for output "x"');
  });
});

describe("placedModel()", () => {
  test("is not usable after a trap, unless there are workers", async () => {
    const runtime = fakeRuntime(() => Promise.reject(new WebAssembly.RuntimeError("unreachable")));
    const engine = await createOnnxEngine(new Uint8Array(1), { warmUpMs: 0 }, runtime);
    const report = { signature: engine.signature, loadMs: 1, samples: [{ elements: 1, ms: 0.01 }] };
    const here = { engine, runtime, report };
    const alone = placedModel(report, onnxHost(), here, undefined);
    expect(() => alone.assertUsable()).not.toThrow();
    await expect(alone.run([X], context())).rejects.toThrow("crashed");
    expect(() => alone.assertUsable()).toThrow("has crashed");
    const away = {
      open: () => ({ run: async () => [X], close: async () => undefined }),
      describe: async () => report,
      close: async () => undefined,
    };
    const both = placedModel(report, onnxHost(), here, away);
    expect(() => both.assertUsable()).not.toThrow();
    expect(await both.run([X], context())).toEqual([X]);
  });

  test("sends away what is expected to take long, and keeps what is not", async () => {
    const runtime = fakeRuntime(async () => ({ x: { type: "float32", data: X.data, dims: [1], dispose: () => {} } }));
    const engine = await createOnnxEngine(new Uint8Array(1), { warmUpMs: 0 }, runtime);
    const samples = [
      { elements: 1, ms: 0.5 },
      { elements: 11, ms: 1.5 },
    ];
    let sent = 0;
    const away = {
      open: () => ({ run: async () => (sent++, [X]), close: async () => undefined }),
      describe: () => Promise.reject(new Error("Not asked")),
      close: async () => undefined,
    };
    const report = { signature: engine.signature, loadMs: 1, samples };
    const model = placedModel(report, onnxHost(), { engine, runtime, report }, away);
    await model.run([{ ...X, shape: [100], data: new Float32Array(100) }], context());
    expect(sent).toBe(1);
    await model.run([X], context());
    expect(sent).toBe(1);
    await model.close();
  });
});

describe("warmUp()", () => {
  const clock = { now: () => performance.now(), broken: undefined };

  test("measures a row and a batch, and stays within its budget", async () => {
    const shapes: number[] = [];
    const samples = await warmUp({ inputs: [VALUE], outputs: [] }, 20, clock, async ([x]) => {
      shapes.push(x!.shape[0]!);
    });
    expect(samples.map(({ elements }) => elements)).toEqual([1, 32]);
    expect(new Set(shapes)).toEqual(new Set([1, 32]));
  });

  test("runs nothing without a budget, for giant inputs, or when the model refuses them", async () => {
    const never = () => Promise.reject(new Error("Not to be called"));
    expect(await warmUp({ inputs: [VALUE], outputs: [] }, 0, clock, never)).toEqual([]);
    const giant = { ...VALUE, shape: [2 ** 30, 2 ** 30] };
    expect(await warmUp({ inputs: [giant], outputs: [] }, 10, clock, never)).toEqual([]);
  });
});
