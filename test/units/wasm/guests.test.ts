import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensorMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import type { Unit } from "../../../runtime/units/unit.ts";
import { createWasmUnit } from "../../../runtime/units/wasm/unit.ts";
import { buildGuest } from "../../../wasm-models/guests/build.mjs";
import { CONTEXT, createTestHost, fixtureUnit, pathOf, specFor } from "./wasm-host.ts";

const MODELS = "examples/breast-cancer/models";
const readJson = async (file: string) => JSON.parse(await readFile(pathOf(file), "utf8"));
const unitOf = (name: string): Promise<Unit> =>
  Promise.resolve(createWasmUnit(specFor(`${MODELS}/${name}.wasm`), createTestHost()));

function matrix(rows: readonly (readonly number[])[]): Message {
  const data = Float64Array.from(rows.flat());
  return tensorMessage([{ name: "", datatype: "FP64", shape: [rows.length, rows[0]!.length], data }]);
}

function values(message: Message | Promise<Message>): Float64Array {
  const { data } = message as Message;
  return data.kind === "tensors" ? (data.tensors[0]!.data as Float64Array) : new Float64Array();
}

const ROWS = fc.array(fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 30, maxLength: 30 }), {
  minLength: 1,
  maxLength: 6,
});

describe("the example guests", () => {
  test.each(["linear", "linear-b"])("%s.wasm answers what the weights say", async (name) => {
    const { coef, intercept, classNames } = await readJson(`${MODELS}/${name}.json`);
    const unit = await unitOf(name);
    fc.assert(
      fc.property(ROWS, (rows) => {
        const answer = unit.predict!(matrix(rows), CONTEXT) as Message;
        expect(answer.names).toEqual(classNames);
        const got = values(answer);
        rows.forEach((row, i) => {
          let z = 0;
          row.forEach((x, k) => (z += x * coef[0][k]));
          z += intercept[0];
          const p = z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
          // Two correctly ordered sums and exponentials within one unit in the last place each.
          expect(Math.abs(got[2 * i + 1]! - p)).toBeLessThanOrEqual(2e-15 * p);
          expect(got[2 * i]).toBe(1 - got[2 * i + 1]!);
        });
      }),
      { numRuns: 200 },
    );
  });

  test("scaler.wasm then linear.wasm agree with scikit-learn on the held-out rows", async () => {
    const { rows } = await readJson("examples/breast-cancer/data/heldout.json");
    const expected = await readJson("examples/breast-cancer/data/expected.json");
    const scaler = await unitOf("scaler");
    const scaled = scaler.transformInput!(matrix(rows), CONTEXT) as Message;
    expected.scaled.flat().forEach((z: number, i: number) => expect(values(scaled)[i]).toBe(z));
    for (const [name, key] of [
      ["linear", "linear"],
      ["linear-b", "linearB"],
    ] as const) {
      const got = values((await unitOf(name)).predict!(scaled, CONTEXT));
      // Another order of summation: a few units in the last place of terms of size 10.
      expected[key].flat().forEach((p: number, i: number) => expect(Math.abs(got[i]! - p)).toBeLessThan(1e-14));
    }
  });

  test("scaler.wasm scales in float64, to the bit", async () => {
    const { mean, scale } = await readJson(`${MODELS}/scaler.json`);
    const unit = await unitOf("scaler");
    fc.assert(
      fc.property(ROWS, (rows) => {
        const got = values(unit.transformInput!(matrix(rows), CONTEXT));
        const expected = rows.flatMap((row) => row.map((x, k) => (x - mean[k]) / scale[k]));
        expect(Array.from(got)).toEqual(expected);
      }),
    );
  });

  test("both take one row, other number types, and refuse the wrong width", async () => {
    const unit = await unitOf("linear");
    const row = Float32Array.from({ length: 30 }, (_, i) => i / 32);
    const single = tensorMessage([{ name: "", datatype: "FP32", shape: [30], data: row }]);
    expect(values(unit.predict!(single, CONTEXT))).toEqual(values(unit.predict!(matrix([Array.from(row)]), CONTEXT)));
    expect(() => unit.predict!(matrix([[1, 2]]), CONTEXT)).toThrow(
      'Unit "guest": Expected [rows, 30] numbers, got rank 2 with 2 columns',
    );
    expect(unit.metadata!()).toMatchObject({ name: "linear", platform: "zerohop-wasm" });
  });

  test("exp of the guest kit is within two units in the last place of Math.exp", async () => {
    const unit = await fixtureUnit("exponential");
    fc.assert(
      fc.property(fc.double({ min: -740, max: 709.7, noNaN: true }), (x) => {
        const [got] = values(unit.predict!(matrix([[x]]), CONTEXT));
        const expected = Math.exp(x);
        expect(Math.abs(got! - expected)).toBeLessThanOrEqual(2 * Math.max(expected * 2 ** -52, Number.MIN_VALUE));
      }),
      { numRuns: 5000 },
    );
    const ends = [0, Infinity, -Infinity, NaN, 709.79, -746];
    expect(Array.from(values(unit.predict!(matrix([ends]), CONTEXT)))).toEqual([1, Infinity, 0, NaN, Infinity, 0]);
  });

  test("logistic.ts answers softmax for several classes", async () => {
    const weights = { coef: [[0], [1], [-1]], intercept: [0, 0, 0], classNames: ["a", "b", "c"] };
    const bytes = new Uint8Array(await buildGuest("logistic", weights, "softmax"));
    const files = { resolve: (uri: string) => uri, read: async () => bytes, list: async () => undefined };
    const unit = await createWasmUnit(specFor("softmax.wasm"), createTestHost({ files }));
    const total = 1 + Math.exp(2) + Math.exp(-2);
    const [a, b, c] = values(unit.predict!(matrix([[2]]), CONTEXT));
    expect(a).toBeCloseTo(1 / total, 15);
    expect(b).toBeCloseTo(Math.exp(2) / total, 15);
    expect(c).toBeCloseTo(Math.exp(-2) / total, 15);
  });

  test("the same sources give the committed bytes", async () => {
    for (const [guest, name] of [
      ["logistic", "linear"],
      ["logistic", "linear-b"],
      ["scaler", "scaler"],
    ] as const) {
      const committed = await readFile(pathOf(`${MODELS}/${name}.wasm`));
      const built = await buildGuest(guest, await readJson(`${MODELS}/${name}.json`), name);
      expect(Buffer.compare(committed, built)).toBe(0);
    }
  });
});
