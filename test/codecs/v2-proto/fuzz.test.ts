import { describe } from "vitest";
import * as codec from "../../../runtime/codecs/v2-proto/codec.ts";
import type { InferRequest } from "../../../runtime/codecs/v2/infer.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { fuzz } from "../protobuf/fuzz.ts";

const TENSORS: readonly Tensor[] = [
  { name: "a", datatype: "FP64", shape: [2], data: Float64Array.of(1, 2.5) },
  { name: "b", datatype: "BYTES", shape: [2], data: ["text", "\u00e9"], parameters: { content_type: "str" } },
  { name: "c", datatype: "INT64", shape: [1, 2], data: BigInt64Array.of(-1n, 2n ** 60n) },
  { name: "d", datatype: "UINT8", shape: [3], data: Uint8Array.of(1, 2, 255) },
  { name: "e", datatype: "BOOL", shape: [2], data: Uint8Array.of(1, 0) },
  { name: "f", datatype: "FP32", shape: [], data: Float32Array.of(1.5) },
];

const request = (tensors: readonly Tensor[], raw: boolean): InferRequest => ({
  model: "m",
  version: "1",
  id: "7",
  parameters: { a: true, b: 2, c: "d", e: 1.5, f: 2n ** 63n },
  tensors,
  outputs: [{ name: "out", parameters: { binary_data: true } }],
  raw,
});

const requests = TENSORS.flatMap((tensor) => [request([tensor], true), request([tensor], false)]);
requests.push(request(TENSORS, true), request(TENSORS, false));

describe("the Open Inference protocol in protobuf", () => {
  fuzz({
    name: "decodeInferRequest()",
    valid: requests.map((one) => codec.encodeInferRequest(one)),
    decode: codec.decodeInferRequest,
  });
  fuzz({
    name: "decodeInferResponse()",
    valid: requests.map((one) => codec.encodeInferResponse(one, one.raw)),
    decode: codec.decodeInferResponse,
  });
});
