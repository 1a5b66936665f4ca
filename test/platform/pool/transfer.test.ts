import { describe, expect, test } from "vitest";
import { packBorrowed, packOwned } from "../../../runtime/platform/node/pool/transfer.ts";
import { floats } from "./built-pool.ts";

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
