import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_PARAMETERS } from "../../../runtime/codecs/v2/infer.ts";
import type { InferRequest } from "../../../runtime/codecs/v2/infer.ts";
import {
  decodeInferRequest,
  decodeInferResponse,
  encodeInferRequest,
  encodeInferResponse,
} from "../../../runtime/codecs/v2-json/codec.ts";
import type { InferBody } from "../../../runtime/codecs/v2-json/codec.ts";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { tensorsOf } from "./arbitrary.ts";

const bytesOf = ({ body }: InferBody): Uint8Array => (typeof body === "string" ? new TextEncoder().encode(body) : body);

const parameters = fc.dictionary(
  fc.string().filter((name) => name !== "binary_data_output"),
  fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n - 1n })),
  { noNullPrototype: true },
);

function request(tensors: readonly Tensor[], more: Partial<InferRequest> = {}): InferRequest {
  const none = { model: "", version: "", id: "", parameters: NO_PARAMETERS, outputs: [], raw: false };
  return { ...none, ...more, tensors };
}

describe.each(Object.keys(DATATYPES) as Datatype[])("a tensor of %s", (datatype) => {
  test("comes back as it was sent in JSON", () => {
    fc.assert(
      fc.property(tensorsOf(datatype), (tensor) => {
        const body = encodeInferRequest(request([tensor]), false);
        expect(body.jsonLength).toBeUndefined();
        expect(decodeInferRequest(bytesOf(body), undefined).tensors).toEqual([tensor]);
      }),
    );
  });

  test("comes back as it was sent behind the JSON, at any place", () => {
    fc.assert(
      fc.property(tensorsOf(datatype), tensorsOf(datatype), fc.string(), (first, second, id) => {
        const body = encodeInferRequest(request([first, second], { id }), true);
        const decoded = decodeInferRequest(bytesOf(body), body.jsonLength);
        expect(decoded.tensors).toEqual([first, second]);
        expect(decoded.id).toBe(id);
      }),
    );
  });

  test("comes back as it was sent behind the JSON in Node's own buffer", () => {
    fc.assert(
      fc.property(tensorsOf(datatype), fc.nat(7), (tensor, offset) => {
        const body = encodeInferRequest(request([tensor]), true);
        const buffer = Buffer.concat([new Uint8Array(offset), bytesOf(body)]).subarray(offset);
        expect(decodeInferRequest(buffer, body.jsonLength).tensors).toEqual([tensor]);
      }),
    );
  });

  test("is answered in the form that the request asks for", () => {
    fc.assert(
      fc.property(tensorsOf(datatype), fc.boolean(), (tensor, binary) => {
        const response = { model: "m", version: "2", id: "7", parameters: { a: 1 }, tensors: [tensor] };
        const wanted = { outputs: [{ name: tensor.name, parameters: { binary_data: binary } }], parameters: {} };
        const body = encodeInferResponse(response, wanted);
        expect(body.jsonLength !== undefined).toBe(binary);
        expect(decodeInferResponse(bytesOf(body), body.jsonLength)).toEqual(response);
      }),
    );
  });
});

test("parameters of the request and of its tensors come back as they were sent", () => {
  fc.assert(
    fc.property(tensorsOf("INT8"), parameters, parameters, (tensor, whole, own) => {
      const named = Object.keys(own).length === 0 ? tensor : { ...tensor, parameters: own };
      const body = encodeInferRequest(request([named], { parameters: whole }), false);
      const decoded = decodeInferRequest(bytesOf(body), undefined);
      expect(decoded.parameters).toEqual(whole);
      expect(decoded.tensors).toEqual([named]);
    }),
  );
});

test("outputs that are wanted come back as they were sent", () => {
  const tensor: Tensor = { name: "x", datatype: "INT8", shape: [1], data: Int8Array.of(1) };
  const outputs = [
    { name: "a", parameters: { binary_data: true } },
    { name: "b", parameters: NO_PARAMETERS },
  ];
  const body = encodeInferRequest(request([tensor], { outputs }), false);
  expect(decodeInferRequest(bytesOf(body), undefined).outputs).toEqual(outputs);
});

test("binary numbers lie where they can be read in place", () => {
  const tensor: Tensor = { name: "x", datatype: "FP64", shape: [2], data: Float64Array.of(1, 2) };
  for (const id of ["", "a", "ab", "abcdefg"]) {
    const asked = { model: "m", version: "", id, parameters: NO_PARAMETERS, tensors: [tensor], outputs: [], raw: true };
    const { body, jsonLength } = encodeInferRequest(asked, true);
    expect(jsonLength! % 8).toBe(0);
    const [read] = decodeInferRequest(body as Uint8Array, jsonLength).tensors;
    expect((read!.data as Float64Array).buffer).toBe((body as Uint8Array).buffer);
  }
});
