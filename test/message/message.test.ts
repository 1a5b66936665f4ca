import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InferenceError } from "../../runtime/errors.ts";
import { answerEncoding, defaultNames } from "../../runtime/message/answer.ts";
import { messageFrom } from "../../runtime/message/from-value.ts";
import type { PredictInput } from "../../runtime/message/from-value.ts";
import { bytesMessage, describePayload, tensorMessage, textMessage, withMeta } from "../../runtime/message/message.ts";
import type { Encoding, Message } from "../../runtime/message/message.ts";
import { EMPTY_META, extendMeta, mergeMetas } from "../../runtime/message/meta.ts";
import type { Meta } from "../../runtime/message/meta.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";

const numbers: Tensor = { name: "", datatype: "FP64", shape: [1, 2], data: Float64Array.of(1, 2) };
const texts: Tensor = { name: "", datatype: "BYTES", shape: [1], data: ["a"] };

describe("mergeMetas()", () => {
  const meta = (tags: object, keys: readonly string[], puid = ""): Meta => ({
    puid,
    tags: tags as Meta["tags"],
    metrics: keys.map((key) => ({ key, type: "GAUGE", value: 1 })),
    requestPath: tags as Record<string, string>,
    routing: {},
  });

  test("lets later tags win, joins metrics and keeps the first puid", () => {
    const merged = mergeMetas([meta({ a: 1, b: 1 }, ["x"], "p"), meta({ b: 2 }, ["y"], "q")]);
    expect(merged).toMatchObject({ puid: "p", tags: { a: 1, b: 2 }, requestPath: { a: 1, b: 2 } });
    expect(merged.metrics.map(({ key }) => key)).toEqual(["x", "y"]);
    expect(mergeMetas([])).toBe(EMPTY_META);
  });

  test("keeps a tag of the name __proto__ a tag", () => {
    const hostile = meta(JSON.parse('{"__proto__":{"polluted":1}}') as object, []);
    const merged = mergeMetas([meta({ a: 1 }, []), hostile]);
    expect(Object.keys(merged.tags)).toEqual(["a", "__proto__"]);
    expect((merged.tags as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.keys(extendMeta(EMPTY_META, hostile.tags, undefined).tags)).toEqual(["__proto__"]);
  });

  test("is what assigning one after the other gives", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string({ maxLength: 2 }), fc.nat()), { minLength: 2 }), (list) => {
        const plain = list.map((tags) => ({ ...tags }));
        expect({ ...mergeMetas(plain.map((tags) => meta(tags, []))).tags }).toEqual(
          plain.reduce((all, tags) => ({ ...all, ...tags }), {}),
        );
      }),
    );
  });
});

describe("extendMeta()", () => {
  test("returns the meta itself when there is nothing to add", () => {
    expect(extendMeta(EMPTY_META, {}, [])).toBe(EMPTY_META);
    expect(extendMeta(EMPTY_META, undefined, undefined)).toBe(EMPTY_META);
    expect(withMeta(textMessage("x"), EMPTY_META)).toEqual(textMessage("x"));
  });
});

describe("answerEncoding()", () => {
  test.each<[Encoding, Tensor, Encoding]>([
    ["ndarray", numbers, "ndarray"],
    ["tensor", numbers, "tensor"],
    ["tftensor", numbers, "tftensor"],
    ["strData", numbers, "tensor"],
    ["binData", numbers, "tensor"],
    ["jsonData", numbers, "tensor"],
    ["tensor", texts, "ndarray"],
    ["strData", texts, "ndarray"],
  ])("of a request as %s", (asked, tensor, expected) => {
    expect(answerEncoding({ ...textMessage(""), encoding: asked }, tensor)).toBe(expected);
  });

  test("names columns only of two and more axes", () => {
    expect(defaultNames(numbers)).toEqual(["t:0", "t:1"]);
    expect(defaultNames(texts)).toEqual([]);
  });
});

describe("messageFrom()", () => {
  test.each<[string, PredictInput, Partial<Message>]>([
    ["text", "x", { data: { kind: "text", text: "x" }, encoding: "strData" }],
    ["bytes", Uint8Array.of(1), { data: { kind: "bytes", bytes: Uint8Array.of(1) }, encoding: "binData" }],
    ["an array", [[1, 2]], { data: { kind: "tensors", tensors: [numbers] }, encoding: "ndarray" }],
    ["a tensor", numbers, { data: { kind: "tensors", tensors: [numbers] } }],
    ["an object", { a: 1 }, { data: { kind: "json", value: { a: 1 } }, encoding: "jsonData" }],
    ["what only looks like a tensor", { datatype: "FP64", shape: [1], data: [1] }, { encoding: "jsonData" }],
    ["a mixed array", [1, "a"], { data: { kind: "json", value: [1, "a"] }, encoding: "ndarray" }],
  ])("takes %s", (_, value, expected) => {
    expect(messageFrom(value)).toMatchObject(expected);
  });

  test("takes a message as it is", () => {
    const message = bytesMessage(Uint8Array.of(1));
    expect(messageFrom(message)).toBe(message);
  });

  test.each<[unknown]>([[5], [true], [null], [undefined], [Symbol("x")], [[[1], [1, 2]]]])("refuses %s", (value) => {
    expect(() => messageFrom(value as PredictInput)).toThrow(InferenceError);
  });
});

describe("describePayload()", () => {
  test("says type and shape, never values", () => {
    expect(describePayload(tensorMessage([numbers, texts]))).toBe("FP64[1,2] + BYTES[1]");
    expect(describePayload(tensorMessage([]))).toBe("no tensor");
    expect(describePayload(textMessage("secret"))).toBe("strData");
  });
});

describe("InferenceError", () => {
  test("is recognised across copies, and names the unit once", () => {
    const error = InferenceError.from(new Error("x")).at("a");
    expect(error.message).toBe('Unit "a": x');
    expect(InferenceError.from(error, "b")).toBe(error);
    const copy = Object.assign(new Error("y"), { brand: "zerohop.InferenceError" });
    expect(InferenceError.is(copy)).toBe(true);
    expect(InferenceError.is({ brand: "zerohop.InferenceError" })).toBe(false);
    expect(InferenceError.from("text").message).toBe("text");
    expect(InferenceError.from(new DOMException("gone", "AbortError")).code).toBe("CANCELLED");
  });
});
