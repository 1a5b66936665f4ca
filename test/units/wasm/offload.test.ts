import { describe, expect, test } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import type { Message } from "../../../runtime/message/message.ts";
import type { OffloadSource, UnitOffload } from "../../../runtime/units/offload.ts";
import { createWasmEngine } from "../../../runtime/units/wasm/engine.ts";
import type { WasmSettings } from "../../../runtime/units/wasm/settings.ts";
import { CONTEXT, createTestHost, fixture, fixtureUnit, row } from "./wasm-host.ts";

/** Stands in for worker threads: an engine of its own, built from the source as a worker would. */
function createFakeOffload(): UnitOffload & { readonly runs: string[]; readonly opened: OffloadSource[] } {
  const runs: string[] = [];
  const opened: OffloadSource[] = [];
  return {
    runs,
    opened,
    open(source) {
      opened.push(source);
      const copy = structuredClone(source);
      const engine = createWasmEngine(copy.bytes, copy.settings as unknown as WasmSettings, createTestHost());
      return {
        async run(verb, tensors, signal) {
          signal.throwIfAborted();
          runs.push(verb);
          return (await engine).run(verb, structuredClone(tensors));
        },
        close: async () => (await engine).close(),
      };
    },
  };
}

const rows = (count: number, value: number): Message => row(value, ...Array<number>(count - 1).fill(0));

describe("off-thread escalation", () => {
  test("a call that uses up its slice runs again off the thread, and so do later ones as large", async () => {
    const offload = createFakeOffload();
    const unit = await fixtureUnit("slow", {}, createTestHost({ offload }));
    expect(unit.predict!(row(0.1), CONTEXT)).not.toBeInstanceOf(Promise);
    expect(offload.opened).toEqual([]);
    const slow = unit.predict!(rows(10, 20), CONTEXT);
    expect(slow).toBeInstanceOf(Promise);
    expect((await slow).data).toEqual(rows(10, 20).data);
    expect(offload.runs).toEqual(["predict"]);
    // As large as the slow one: goes there directly. Smaller: stays.
    expect(unit.predict!(rows(10, 0), CONTEXT)).toBeInstanceOf(Promise);
    expect(unit.predict!(rows(4, 0), CONTEXT)).not.toBeInstanceOf(Promise);
    expect(offload.opened.length).toBe(1);
    await unit.close!();
  });

  test("a unit comes back to the thread after one slow call among fast ones", async () => {
    const offload = createFakeOffload();
    const unit = await fixtureUnit("slow", {}, createTestHost({ offload }));
    await unit.predict!(rows(10, 20), CONTEXT);
    for (let i = 0; i < 16; i++) await unit.predict!(rows(10, 0), CONTEXT);
    expect(offload.runs.length).toBe(17);
    expect(unit.predict!(rows(10, 0), CONTEXT)).not.toBeInstanceOf(Promise);
    await unit.close!();
  });

  test("the full budget still holds off the thread", async () => {
    const offload = createFakeOffload();
    const unit = await fixtureUnit("slow", { "zerohop.fuel": "60000000" }, createTestHost({ offload }));
    await expect(unit.predict!(row(1000), CONTEXT)).rejects.toThrow(
      'Unit "guest": Guest used up its 60 million instructions in zh_predict',
    );
    expect((await unit.predict!(row(0), CONTEXT)).data).toEqual(row(0).data);
  });

  test("a guest that traps or answers nonsense is not tried again elsewhere", async () => {
    const offload = createFakeOffload();
    const unit = await fixtureUnit("moody", {}, createTestHost({ offload }));
    expect(() => unit.predict!(row(1), CONTEXT)).toThrow("trap");
    expect(() => unit.predict!(row(8), CONTEXT)).toThrow("magic number");
    expect(offload.runs).toEqual([]);
    await expect(unit.predict!(row(2), CONTEXT)).rejects.toThrow("used up its 2,000 million instructions");
    await expect(unit.predict!(row(1), CONTEXT)).rejects.toMatchObject({ code: "INTERNAL", unit: "guest" });
    expect((await unit.predict!(row(0), CONTEXT)).data).toEqual(row(0).data);
  });

  test("an aborted request does not start", async () => {
    const offload = createFakeOffload();
    const unit = await fixtureUnit("slow", {}, createTestHost({ offload }));
    const context = { ...CONTEXT, signal: AbortSignal.abort() };
    await expect(unit.predict!(row(50), context)).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test("a budget within the slice never leaves the thread", async () => {
    const offload = createFakeOffload();
    const unit = await fixtureUnit("slow", { "zerohop.fuel": "1000000" }, createTestHost({ offload }));
    expect(() => unit.predict!(row(50), CONTEXT)).toThrow("used up its 1 million instructions");
    expect(offload.opened).toEqual([]);
  });
});

describe("createWasmEngine()", () => {
  const SETTINGS: WasmSettings = {
    memoryBytes: 2 ** 24,
    fuel: 1_000_000,
    parameters: "{}",
    grants: { wasi: [], env: undefined, read: undefined },
    framed: false,
  };

  test("runs a module on plain tensors", async () => {
    const engine = await createWasmEngine(await fixture("multi"), SETTINGS, createTestHost());
    const x = { name: "x", datatype: "FP64" as const, shape: [2], data: Float64Array.of(1, 2) };
    expect(engine.run("predict", [x, x])).toMatchObject([{ data: Float64Array.of(2, 4) }, { name: "counts" }]);
    expect(() => engine.run("route", [x])).toThrow("The module does not serve route");
    await engine.close();
  });

  test("answers a route as one INT64", async () => {
    const engine = await createWasmEngine(await fixture("route"), SETTINGS, createTestHost());
    expect(engine.run("route", [{ name: "", datatype: "FP64", shape: [1], data: Float64Array.of(1) }])).toEqual([
      { name: "", datatype: "INT64", shape: [1], data: BigInt64Array.of(1n) },
    ]);
  });

  test("refuses a compiled module that was not metered", async () => {
    const module = new WebAssembly.Module(await fixture("echo"));
    await expect(createWasmEngine(module, SETTINGS, createTestHost())).rejects.toThrow(InferenceError);
    await expect(createWasmEngine(module, SETTINGS, createTestHost())).rejects.toThrow("compiled without metering");
  });
});
