import { readdir, readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import { tensorMessage } from "../../../runtime/message/message.ts";
import { planFrame, writeFrame } from "../../../runtime/units/wasm/frame-encode.ts";
import { MemoryViews } from "../../../runtime/units/wasm/memory-views.ts";
import { FUEL_EXPORT, meterModule } from "../../../runtime/units/wasm/rewrite/meter.ts";
import { fixture, pathOf } from "./wasm-host.ts";
const LIMITS = { memoryBytes: 64 * 2 ** 20, startFuel: 2_000_000_000 };
type Guest = Record<string, (...values: number[]) => number>;

function instantiate(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
}

async function guests(): Promise<[string, Uint8Array<ArrayBuffer>][]> {
  const names = (await readdir(pathOf("test/fixtures/wasm"))).filter((name) => name.endsWith(".wasm"));
  const good = names.filter((name) => !name.startsWith("refused"));
  const fixtures = good.map((name) => pathOf(`test/fixtures/wasm/${name}`));
  const models = ["linear", "linear-b", "scaler"].map((name) => pathOf(`examples/breast-cancer/models/${name}.wasm`));
  return Promise.all([...fixtures, ...models].map(async (path) => [path, new Uint8Array(await readFile(path))]));
}

describe("meterModule()", () => {
  test("makes valid modules of all guests", async () => {
    for (const [name, bytes] of await guests()) {
      expect([name, WebAssembly.validate(bytes)]).toEqual([name, true]);
      expect([name, WebAssembly.validate(meterModule(bytes, LIMITS))]).toEqual([name, true]);
    }
  });

  test("leaves every result the same to the bit", async () => {
    const bytes = await fixture("corpus");
    const raw = instantiate(bytes) as Guest;
    const metered = instantiate(meterModule(bytes, LIMITS)) as Guest;
    const names = Object.keys(raw).filter((name) => typeof raw[name] === "function" && !name.startsWith("zh_"));
    expect(names.length).toBe(10);
    for (const name of names) {
      fc.assert(
        fc.property(fc.integer(), fc.integer(), (a, b) => {
          expect([name, metered[name]!(a, b)]).toEqual([name, raw[name]!(a, b)]);
        }),
        { numRuns: 200 },
      );
    }
  });

  test("leaves the frames of real guests the same to the bit", async () => {
    const path = pathOf("examples/breast-cancer/models/linear.wasm");
    const bytes = new Uint8Array(await readFile(path));
    const answers = [bytes, meterModule(bytes, LIMITS)].map((module) => {
      const exports = instantiate(module);
      const memory = exports["memory"] as WebAssembly.Memory;
      const at = (exports as Guest)["zh_alloc"]!(4096);
      return (x: Float64Array): Uint8Array => {
        const plan = planFrame([tensorMessage([{ name: "x", datatype: "FP64", shape: [1, 30], data: x }])], true);
        writeFrame(plan, new MemoryViews(memory), at);
        const header = (exports as Guest)["zh_predict"]!(at, plan.bytes);
        const [status, from, length] = new Uint32Array(memory.buffer, header, 3);
        expect(status).toBe(0);
        return new Uint8Array(memory.buffer).slice(from, from! + length!);
      };
    });
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 30, maxLength: 30 }), (values) => {
        const x = Float64Array.from(values);
        expect(answers[1]!(x)).toEqual(answers[0]!(x));
      }),
    );
  });

  test("charges about as many instructions as run", async () => {
    const exports = instantiate(meterModule(await fixture("corpus"), LIMITS));
    const fuel = exports[FUEL_EXPORT] as WebAssembly.Global;
    const spent = (name: string, a: number): number => {
      fuel.value = 1_000_000n;
      (exports as Guest)[name]!(a, 3);
      return 1_000_000 - Number(fuel.value);
    };
    // fib(n) makes 2 fib(n+1) - 1 calls of about ten instructions each.
    expect(spent("fib", 15)).toBeGreaterThan(1973 * 8);
    expect(spent("fib", 15)).toBeLessThan(1973 * 25);
    expect(spent("floats", 1)).toBeGreaterThan(30 * 12);
    expect(spent("floats", 1)).toBeLessThan(30 * 22);
    expect(spent("bulk", 1023)).toBeGreaterThan(1023 / 8 + 1200 / 8);
    expect(spent("tail", 1000)).toBeGreaterThan(1000 * 8);
  });

  test("ends every function that runs out of fuel", async () => {
    const metered = new WebAssembly.Module(meterModule(await fixture("corpus"), LIMITS));
    for (const name of ["fib", "collatz", "switch", "indirect", "pairs", "bulk", "tail", "vector", "floats"]) {
      const { exports } = new WebAssembly.Instance(metered, {});
      const fuel = exports[FUEL_EXPORT] as WebAssembly.Global;
      fuel.value = 20n;
      expect(() => (exports as Guest)[name]!(1023, 5)).toThrow(WebAssembly.RuntimeError);
      expect(Number(fuel.value)).toBeLessThan(0);
    }
  });

  test("stops an endless start function", async () => {
    const metered = meterModule(await fixture("start-forever"), { ...LIMITS, startFuel: 1_000_000 });
    expect(() => instantiate(metered)).toThrow(WebAssembly.RuntimeError);
  });

  test("lowers the memory's maximum to the cap", async () => {
    const exports = instantiate(meterModule(await fixture("echo"), { ...LIMITS, memoryBytes: 4 * 65_536 }));
    const memory = exports["memory"] as WebAssembly.Memory;
    memory.grow(2);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  test.each([
    ["refused-imported-memory", "imports the memory env.memory"],
    ["refused-imported-table", "imports the table env.table"],
    ["refused-imported-global", "imports the global env.g"],
    ["refused-shared-memory", "threads"],
    ["refused-atomics", "threads"],
    ["refused-memory64", "memory64"],
    ["refused-two-memories", "several memories"],
    ["refused-exceptions", "exception handling"],
    ["refused-gc", "garbage collection"],
    ["refused-relaxed-simd", "relaxed SIMD"],
    ["refused-fuel-export", 'exports "zerohop.fuel", a name that is reserved'],
    ["refused-big-memory", "starts with 128 MiB, more than the 64 MiB of zerohop.memory"],
  ])("refuses %s", async (name, text) => {
    const bytes = await fixture(name);
    expect(() => meterModule(bytes, LIMITS)).toThrow(text);
    expect(() => meterModule(bytes, LIMITS)).toThrow(InferenceError);
  });

  // (module (func (param i32 i32) (result i32) <body>)) with no globals of its own.
  const oneFunction = (...body: number[]): Uint8Array => {
    const code = [0x00, ...body, 0x0b];
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, 3, 2, 1, 0];
    return Uint8Array.from([...header, 10, code.length + 2, 1, code.length, ...code]);
  };
  test.each([
    ["the fuel global", [0x42, 0, 0x24, 0, 0x41, 0], "names global 0 of 0"],
    ["the fuel local", [0x42, 0, 0x21, 2, 0x41, 0], "names local 2 of 2"],
    ["the label around the body", [0x03, 0x40, 0x0c, 2, 0x0b, 0x41, 0], "branches to label 2 of 2"],
    ["that label in a table", [0x41, 0, 0x0e, 1, 0, 1, 0x41, 0], "branches to label 1 of 1"],
  ])("refuses code that reaches for %s", (_what, body, text) => {
    expect(() => meterModule(oneFunction(...body), LIMITS)).toThrow(text);
  });

  test("throws only InferenceError for mutated modules, and never lets one run without fuel", async () => {
    for (const [, bytes] of await guests()) {
      const mutation = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 4,
      });
      const cut = fc.option(fc.nat(bytes.length), { nil: undefined, freq: 4 });
      fc.assert(
        fc.property(mutation, cut, (changes, length) => {
          const changed = bytes.slice(0, length);
          for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
          try {
            const metered = meterModule(changed, LIMITS);
            // What was invalid must not become valid by being rewritten.
            if (WebAssembly.validate(metered)) expect(WebAssembly.validate(changed)).toBe(true);
          } catch (error) {
            if (!(error instanceof InferenceError)) throw error;
          }
        }),
        { numRuns: 300 },
      );
    }
  });

  test("throws only InferenceError for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (noise) => {
        const bytes = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...noise]);
        try {
          meterModule(bytes, LIMITS);
        } catch (error) {
          expect(error).toBeInstanceOf(InferenceError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
