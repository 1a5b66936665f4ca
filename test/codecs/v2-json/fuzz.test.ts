import { test } from "vitest";
import {
  decodeInferRequest,
  decodeInferResponse,
  encodeInferRequest,
  encodeInferResponse,
} from "../../../runtime/codecs/v2-json/codec.ts";
import type { InferBody } from "../../../runtime/codecs/v2-json/codec.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { COUNT, fuzz } from "./fuzz.ts";

const TENSORS: readonly Tensor[] = [
  { name: "a", datatype: "FP32", shape: [1, 3], data: Float32Array.of(1, 2.5, -3e10) },
  { name: "b", datatype: "BYTES", shape: [2], data: ["oak", "é"] },
  { name: "c", datatype: "BYTES", shape: [1], data: [Uint8Array.of(255, 0)], parameters: { k: 1 } },
  { name: "d", datatype: "UINT64", shape: [2], data: BigUint64Array.of(1n, 2n ** 64n - 1n) },
  { name: "e", datatype: "BOOL", shape: [], data: Uint8Array.of(1) },
];
const REQUEST = {
  model: "m",
  version: "1",
  id: "7",
  parameters: { a: 1, b: "t", binary_data_output: true },
  tensors: TENSORS,
  outputs: [{ name: "a", parameters: { binary_data: true } }],
  raw: false,
};
const LONG = { ...REQUEST, tensors: [{ ...TENSORS[0]!, shape: [400], data: new Float32Array(400).fill(0.5) }] };

const bytesOf = ({ body }: InferBody): Uint8Array => (typeof body === "string" ? new TextEncoder().encode(body) : body);
const LIMIT = 600_000;

test(`reads or refuses ${COUNT} spoilt requests`, { timeout: LIMIT }, () => {
  fuzz(
    [REQUEST, LONG].map((request) => bytesOf(encodeInferRequest(request, false))),
    (body) => decodeInferRequest(body, undefined),
  );
});

test(`reads or refuses ${COUNT} spoilt answers`, { timeout: LIMIT }, () => {
  const none = { outputs: [], parameters: {} };
  fuzz(
    [REQUEST, LONG].map((response) => bytesOf(encodeInferResponse(response, none))),
    (body) => decodeInferResponse(body, undefined),
  );
});

test(`reads or refuses ${COUNT} spoilt requests with binary data`, { timeout: LIMIT }, () => {
  const whole = encodeInferRequest(REQUEST, true);
  const json = bytesOf(whole).subarray(0, whole.jsonLength);
  const data = bytesOf(whole).subarray(whole.jsonLength);
  // The JSON is spoilt most of the time, else the data or the length between them.
  fuzz([json, json, json, data], (body, below) => {
    const isJson = body[0] === 0x7b;
    const both = Uint8Array.of(...(isJson ? body : json), ...(isJson ? data : body));
    const length = (isJson ? body : json).length;
    return decodeInferRequest(both, below(10) === 0 ? below(both.length + 2) : length);
  });
});
