import { describe, expect, test } from "vitest";
import { encodeError, encodeInferResponse } from "../../../runtime/codecs/v2-json/codec.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const JSON_ONLY = { outputs: [], parameters: {} };
const FP32: Tensor = { name: "y", datatype: "FP32", shape: [1, 2], data: Float32Array.of(0.1, 2) };

function write(tensor: Tensor, wanted: Parameters<typeof encodeInferResponse>[1] = JSON_ONLY): unknown {
  const { body } = encodeInferResponse({ model: "m", version: "", id: "", parameters: {}, tensors: [tensor] }, wanted);
  return body;
}

describe("encodeInferResponse()", () => {
  test("leaves out what is not there", () => {
    expect(write(FP32)).toBe(
      '{"model_name":"m","outputs":[{"name":"y","shape":[1,2],"datatype":"FP32","data":[0.10000000149011612,2.0]}]}',
    );
  });

  test("writes what is there", () => {
    const response = { model: "m", version: "3", id: "7", parameters: { a: 1n, b: "t" }, tensors: [] };
    expect(encodeInferResponse(response, JSON_ONLY)).toEqual({
      body: '{"model_name":"m","model_version":"3","id":"7","parameters":{"a":1,"b":"t"},"outputs":[]}',
      jsonLength: undefined,
    });
  });

  test("writes NaN and the infinities as null, which JSON has for them", () => {
    const data = Float64Array.of(NaN, Infinity, -Infinity, -0);
    expect(write({ name: "y", datatype: "FP64", shape: [4], data })).toContain('"data":[null,null,null,-0.0]');
  });

  test("writes bytes that are no text as base64 and says so", () => {
    const data = [Uint8Array.of(0xff), Uint8Array.of(0x61)];
    const parameters = { content_type: "bytes", k: true };
    expect(write({ name: "y", datatype: "BYTES", shape: [2], data, parameters })).toContain(
      '"parameters":{"content_type":"base64","k":true},"data":["/w==","YQ=="]',
    );
  });

  test("writes bytes that are text as text", () => {
    const data = [Uint8Array.of(0x61)];
    expect(write({ name: "y", datatype: "BYTES", shape: [1], data })).toContain('"datatype":"BYTES","data":["a"]');
  });

  test.each([
    [{ outputs: [], parameters: { binary_data_output: true } }, true],
    [{ outputs: [{ name: "y", parameters: {} }], parameters: { binary_data_output: true } }, true],
    [{ outputs: [{ name: "y", parameters: { binary_data: false } }], parameters: { binary_data_output: true } }, false],
    [{ outputs: [{ name: "y", parameters: { binary_data: true } }], parameters: {} }, true],
    [{ outputs: [{ name: "y", parameters: {} }], parameters: {} }, false],
    [{ outputs: [], parameters: { binary_data_output: "true" } }, false],
  ])("puts tensors behind the JSON for %j: %s", (wanted, isBinary) => {
    expect(typeof write(FP32, wanted)).toBe(isBinary ? "object" : "string");
  });
});

test("encodeError() writes the message as every server of the protocol does", () => {
  expect(encodeError(new InferenceError("NOT_FOUND", 'no "x"'))).toBe('{"error":"no \\"x\\""}');
});
