import { beforeAll, describe, expect, test } from "vitest";
import { decodeBase64 } from "../../wasm-models/backends/wasm/base64.ts";
import { LINKED_MODULE } from "../../wasm-models/backends/wasm/linked-module.ts";
import { exp, expm1, log, log1p, sigmoid, tanh } from "../../wasm-models/interpreter/math.ts";
import { Random } from "./backends/random-programs.ts";

const ours = { exp, expm1, log, log1p, tanh, sigmoid };

type Name = "exp" | "expm1" | "log" | "log1p" | "tanh" | "sigmoid";

/** The host's functions, within a unit in the last place of the true value. */
const HOST: Readonly<Record<Name, (x: number) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};
const RANGES: Readonly<Record<Name, readonly (readonly [number, number])[]>> = {
  exp: [
    [-745, 709],
    [-1, 1],
    [-1e-8, 1e-8],
  ],
  expm1: [
    [-40, 709],
    [-1, 1],
    [-1e-8, 1e-8],
  ],
  log: [
    [0, 10],
    [0.9, 1.1],
    [0, 1e308],
    [0, 1e-307],
  ],
  log1p: [
    [-1, 10],
    [-1e-3, 1e-3],
    [0, 1e308],
    [-0.9999, -0.5],
  ],
  tanh: [
    [-25, 25],
    [-1, 1],
    [-1e-8, 1e-8],
  ],
  sigmoid: [
    [-50, 50],
    [-1, 1],
  ],
};
const SPECIAL = [0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE, 710, -746, 0.5, 2, 1e-300];
const POINTS = 20_000;

describe.each(Object.keys(HOST) as Name[])("%s", (name) => {
  let inKernels: (x: number) => number;
  beforeAll(async () => {
    const module = await WebAssembly.compile(decodeBase64(LINKED_MODULE));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    inKernels = exports[name] as (x: number) => number;
  });

  function points(): readonly number[] {
    const random = new Random(7);
    return [
      ...SPECIAL,
      ...RANGES[name].flatMap(([low, high]) =>
        Array.from({ length: POINTS }, () => low + random.unit() * (high - low)),
      ),
    ];
  }

  test("is within 1e-15 of the true value", () => {
    const wrong = points().filter((x) => {
      const [mine, truth] = [ours[name](x), HOST[name](x)];
      if (Object.is(mine, truth) || mine === truth) return false;
      // Among denormal numbers the last bit is all there is.
      return !(Math.abs(mine - truth) <= Math.max(1e-15 * Math.abs(truth), 5e-324));
    });
    expect(wrong.slice(0, 5).map((x) => [x, ours[name](x), HOST[name](x)])).toEqual([]);
  });

  test("has the same bits in the kernels", () => {
    expect(points().filter((x) => !Object.is(ours[name](x), inKernels(x)))).toEqual([]);
  });
});
