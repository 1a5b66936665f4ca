import { describe, expect, test } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import { createWasmUnit } from "../../../runtime/units/wasm/unit.ts";
import { CONTEXT, createTestHost, fixtureUnit, row, specFor } from "./wasm-host.ts";

const MIB = 2 ** 20;

function numbers(message: Message | Promise<Message>): number[] {
  const { data } = message as Message;
  if (data.kind !== "tensors") throw new Error(`expected tensors, got ${data.kind}`);
  return Array.from(data.tensors[0]!.data as Float64Array, Number);
}

describe("createWasmUnit()", () => {
  test("serves exactly the verbs that the module exports, as values", async () => {
    const unit = await fixtureUnit("echo");
    expect(
      Object.keys(unit)
        .filter((key) => typeof unit[key as "predict"] === "function")
        .toSorted(),
    ).toEqual(["aggregate", "close", "metadata", "predict", "transformInput", "transformOutput"]);
    expect(unit.predict!(row(1, 2), CONTEXT)).not.toBeInstanceOf(Promise);
    expect(unit.kind).toBe("wasm");
    expect(unit.identity).toBe("test/fixtures/wasm/echo.wasm");
  });

  test("keeps meta and encoding of the request and names columns as Seldon does", async () => {
    const unit = await fixtureUnit("echo");
    const meta = { ...EMPTY_META, puid: "7", tags: { a: 1 } };
    const request: Message = { ...row(1, 2), encoding: "tftensor", meta };
    const answer = unit.predict!(request, CONTEXT) as Message;
    expect(answer.meta).toBe(meta);
    expect(answer.encoding).toBe("tftensor");
    expect(answer.names).toEqual(["t:0", "t:1"]);
    expect((unit.predict!({ ...request, names: ["a", "b"] }, CONTEXT) as Message).names).toEqual(["a", "b"]);
  });

  test("grows its input block with the request", async () => {
    const unit = await fixtureUnit("echo");
    for (const length of [1, 10_000, 3, 400_000, 2]) {
      const data = Float64Array.from({ length }, (_, i) => i / 3);
      expect(
        numbers(unit.predict!(tensorMessage([{ name: "", datatype: "FP64", shape: [length], data }]), CONTEXT)),
      ).toEqual(Array.from(data));
    }
  });

  test("refuses an input that does not fit its memory and serves the next", async () => {
    const unit = await fixtureUnit("echo", { "zerohop.memory": "1Mi" });
    const data = new Float64Array(1_000_000);
    const request = tensorMessage([{ name: "", datatype: "FP64", shape: [1_000_000], data }]);
    expect(() => unit.predict!(request, CONTEXT)).toThrow('Unit "guest": Guest could not allocate');
    expect(numbers(unit.predict!(row(4), CONTEXT))).toEqual([4]);
  });

  test.each([
    [1, "INTERNAL", /Guest stopped in zh_predict: trap \(/],
    [2, "DEADLINE_EXCEEDED", /used up its 5 million instructions in zh_predict/],
    [3, "INTERNAL", /stack overflow|trap/],
    [4, "INTERNAL", /with 1.1 of at most 2 MiB of memory in use/],
    [5, "INTERNAL", /returned 4294967280 from zh_predict, which cannot be a result header/],
    [6, "INTERNAL", /returned 17 from zh_predict/],
    [7, "INTERNAL", /returned 16777215 bytes at 4294967040 from zh_predict, beyond its/],
    [8, "INTERNAL", /Result frame does not start with the magic number/],
    [9, "INVALID_ARGUMENT", /^Unit "guest": No such mood$/],
    [10, "INTERNAL", /^Unit "guest": No such mood\ufffd$/],
    [11, "INTERNAL", /Guest stopped in zh_predict: trap/],
    [12, "INTERNAL", /Guest stopped in zh_predict: trap/],
    [13, "DEADLINE_EXCEEDED", /used up its 5 million instructions/],
    [14, "INTERNAL", /Result frame: part 0 has 8 bytes of data at 2147483632/],
    [15, "INTERNAL", /Result frame: part 0 of shape \[4294967295,1\]/],
    [16, "INTERNAL", /returned 0 from zh_predict/],
  ])("fails with words when the guest does mischief %i, and serves the next call", async (mood, code, text) => {
    const unit = await fixtureUnit("moody", { "zerohop.memory": "2Mi", "zerohop.fuel": "5000000" });
    expect(numbers(unit.predict!(row(0, 1), CONTEXT))).toEqual([0, 1]);
    for (let round = 0; round < 3; round++) {
      const error = caught(() => unit.predict!(row(mood), CONTEXT));
      expect(error.message).toMatch(text);
      expect(error.code).toBe(mood === 3 ? error.code : code);
      expect(error.unit).toBe("guest");
      expect(numbers(unit.predict!(row(0, 2), CONTEXT))).toEqual([0, 2]);
    }
  });

  test("survives five hundred traps in a row", async () => {
    const unit = await fixtureUnit("moody");
    for (let i = 0; i < 500; i++) expect(() => unit.predict!(row(1), CONTEXT)).toThrow(InferenceError);
    expect(numbers(unit.predict!(row(0), CONTEXT))).toEqual([0]);
  });

  test("cuts the budget to the request's deadline", async () => {
    const unit = await fixtureUnit("slow");
    const soon = { ...CONTEXT, deadlineMs: performance.now() + 2 };
    expect(() => unit.predict!(row(1000), soon)).toThrow("used up its");
    expect(numbers(unit.predict!(row(0.5), CONTEXT))).toEqual([0.5]);
  });

  test("routes by the guest's i32", async () => {
    const unit = await fixtureUnit("route");
    const answer = unit.route!(row(1), CONTEXT) as Message;
    expect(answer.data).toEqual({
      kind: "tensors",
      tensors: [{ name: "", datatype: "INT64", shape: [1], data: BigInt64Array.of(1n) }],
    });
    expect(answer.encoding).toBe("ndarray");
    expect((unit.route!(row(1), CONTEXT) as Message).data).toBe(answer.data);
    expect(numbers(unit.route!(row(-2), CONTEXT))).toEqual([-2]);
    expect(() => unit.route!(row(100), CONTEXT)).toThrow(
      "Guest answered 8 bytes at 32 from zh_route, expected one i32",
    );
    expect(numbers(unit.route!(row(0), CONTEXT))).toEqual([0]);
  });

  test("aggregates children in order and merges their metas", async () => {
    const unit = await fixtureUnit("average");
    const first: Message = { ...row(1, 2), meta: { ...EMPTY_META, puid: "p", tags: { a: 1 } } };
    const second: Message = { ...row(3, 6), meta: { ...EMPTY_META, puid: "p", tags: { b: 2 } } };
    const answer = unit.aggregate!([first, second], CONTEXT) as Message;
    expect(numbers(answer)).toEqual([2, 4]);
    expect(answer.meta.tags).toEqual({ a: 1, b: 2 });
    expect(() => unit.aggregate!([first, row(1)], CONTEXT)).toThrow('Unit "guest": Child 1 has 1 numbers, expected 2');
  });

  test("carries text, JSON, bytes and strings, and passes parameters to zh_init", async () => {
    const unit = await fixtureUnit("texts", { greeting: "grüß", "zerohop.memory": "8Mi" });
    const ask = (message: Message): Message => unit.predict!(message, CONTEXT) as Message;
    expect(ask(textMessage("naïve")).data).toEqual({ kind: "text", text: "NAÏVE" });
    expect(ask(textMessage("naïve")).encoding).toBe("strData");
    expect(ask(textMessage("parameters")).data).toEqual({ kind: "text", text: '{"greeting":"grüß"}' });
    expect(ask(jsonMessage({ a: [1, 2n ** 60n] })).data).toEqual({
      kind: "json",
      value: { got: { a: [1, 2n ** 60n] } },
    });
    expect(ask(bytesMessage(Uint8Array.of(1, 2, 3))).data).toEqual({ kind: "bytes", bytes: Uint8Array.of(3, 2, 1) });
    const words = tensorMessage([{ name: "", datatype: "BYTES", shape: [2], data: ["hé", ""] }]);
    expect(ask(words)).toMatchObject({
      data: { tensors: [{ name: "loud", datatype: "BYTES", shape: [2], data: ["hé!", "!"] }] },
      names: ["word"],
      encoding: "ndarray",
    });
    expect(() => ask(row(1))).toThrow('Unit "guest": Unexpected part type 13');
    expect(unit.metadata!()).toMatchObject({ name: "texts", versions: ["2"], platform: "wasm", custom: { team: "ü" } });
  });

  test("takes and gives several tensors, converting numbers", async () => {
    const unit = await fixtureUnit("multi");
    const request = tensorMessage([
      { name: "a", datatype: "INT64", shape: [2], data: BigInt64Array.of(1n, -2n) },
      { name: "b", datatype: "FP32", shape: [2], data: Float32Array.of(0.5, 0.25) },
    ]);
    const answer = unit.predict!(request, CONTEXT) as Message;
    expect(answer.data).toEqual({
      kind: "tensors",
      tensors: [
        { name: "a+b", datatype: "FP64", shape: [2], data: Float64Array.of(1.5, -1.75) },
        { name: "counts", datatype: "INT32", shape: [2], data: Int32Array.of(2, 2) },
      ],
    });
  });

  test("does not grow by being used", async () => {
    const unit = await fixtureUnit("multi", { "zerohop.memory": "1Mi" });
    const pair = tensorMessage([
      { name: "a", datatype: "FP64", shape: [1000], data: new Float64Array(1000) },
      { name: "b", datatype: "FP64", shape: [1000], data: new Float64Array(1000) },
    ]);
    for (let i = 0; i < 1000; i++) await unit.predict!(pair, CONTEXT);
  });

  test.each([
    [{ "zerohop.memory": "lots" }, 'Parameter "zerohop.memory": expected 64Ki to 4Gi, for example 64Mi, got "lots"'],
    [{ "zerohop.fuel": "0" }, 'Parameter "zerohop.fuel": expected a whole number from 1 to'],
    [{ "zerohop.deadline-ms": "soon" }, 'Parameter "zerohop.deadline-ms": expected a whole number'],
    [
      { "zerohop.allow-wasi": "clock,net" },
      'Parameter "zerohop.allow-wasi": expected clock, random, stdio, args, got "net"',
    ],
    [{ "zerohop.memory": "64Ki" }, "its memory starts with 0.125 MiB, more than the 0.0625 MiB of zerohop.memory"],
  ])("refuses the parameters %j", async (parameters, text) => {
    await expect(fixtureUnit("echo", parameters as Record<string, string>)).rejects.toThrow(`Unit "guest": `);
    await expect(fixtureUnit("echo", parameters as Record<string, string>)).rejects.toThrow(text);
  });

  test.each([
    ["no-verb", "The module serves no verb; export one of zh_predict"],
    ["no-memory", 'The module must export the memory "memory" (guest ABI 1)'],
    ["abi-2", "The module speaks guest ABI 2, expected 1"],
  ])("refuses %s", async (name, text) => {
    await expect(fixtureUnit(name)).rejects.toThrow(`Unit "guest": ${text}`);
  });

  test("refuses a module whose start function never ends", async () => {
    await expect(fixtureUnit("start-forever", { "zerohop.fuel": "1000000" })).rejects.toThrow(
      'Unit "guest": Guest stopped in its start function',
    );
  });

  test("refuses a folder of several modules, a missing file, text and bytes that do not compile", async () => {
    const make = (uri: string, host = createTestHost()) => createWasmUnit(specFor(uri), host);
    await expect(make("test/fixtures/wasm")).rejects.toThrow(
      "expected a folder with exactly one .wasm file, found 30 in: abi-2",
    );
    await expect(make("runtime/units")).rejects.toThrow("expected a folder with exactly one .wasm file, found 0 in: ");
    await expect(make("nowhere.wasm")).rejects.toThrow('modelUri "nowhere.wasm": ');
    await expect(make("package.json")).rejects.toThrow("Not a WASM module this runtime runs");
    const host = createTestHost({ compileModule: () => Promise.reject(new Error("disallowed by embedder")) });
    await expect(make("test/fixtures/wasm/echo.wasm", host)).rejects.toThrow(
      "does not compile: disallowed by embedder",
    );
  });

  test("reads sizes in binary units", async () => {
    const unit = await fixtureUnit("moody", { "zerohop.memory": String(3 * MIB) });
    expect(() => unit.predict!(row(4), CONTEXT)).toThrow("of at most 3 MiB of memory");
  });
});

function caught(body: () => unknown): InferenceError {
  try {
    body();
  } catch (error) {
    if (error instanceof InferenceError) return error;
    throw error;
  }
  throw new Error("expected an InferenceError");
}
