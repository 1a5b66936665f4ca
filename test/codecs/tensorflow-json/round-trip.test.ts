import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANY_MODEL } from "../../../runtime/codecs/tensorflow/predict.ts";
import {
  decodePredictRequest,
  decodePredictResponse,
  encodePredictRequest,
  encodePredictResponse,
} from "../../../runtime/codecs/tensorflow-json/codec.ts";
import { castTensor, elementAt } from "../../../runtime/tensor/convert.ts";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype } from "../../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { tensorsOf } from "../v2-json/arbitrary.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** JSON has one kind of number: the elements are compared in the datatype that was sent. */
function alike(found: Tensor, sent: Tensor): void {
  expect(found.name).toBe(sent.name);
  expect(found.shape).toEqual(sent.shape);
  const cast = sent.datatype === "BYTES" ? found : castTensor(found, sent.datatype);
  const list = (tensor: Tensor): unknown[] =>
    Array.from({ length: tensor.data.length }, (_, at) => elementAt(tensor, at));
  expect(list(cast)).toEqual(list(sent));
}

const lone = (tensor: Tensor): Tensor => ({ ...tensor, name: "" });

describe.each(Object.keys(DATATYPES) as Datatype[])("a tensor of %s", (datatype) => {
  const { kind } = DATATYPES[datatype];
  test("comes back as it was sent, by name and without", () => {
    fc.assert(
      fc.property(tensorsOf(datatype, 1), tensorsOf(datatype, 1), (first, second) => {
        fc.pre(first.name !== second.name && first.name !== "b64");
        for (const tensors of [[first, second], [first], [lone(first)]]) {
          const body = encodePredictRequest({ model: ANY_MODEL, tensors, outputs: [] });
          const decoded = decodePredictRequest(bytes(body));
          expect(decoded.tensors.length).toBe(tensors.length);
          for (const [at, tensor] of decoded.tensors.entries()) alike(tensor, tensors[at]!);
        }
      }),
    );
  });

  test("is answered in the form of the request", () => {
    fc.assert(
      fc.property(tensorsOf(datatype, 1), (tensor) => {
        const response = { model: ANY_MODEL, tensors: [tensor] };
        const columns = decodePredictResponse(bytes(encodePredictResponse(response, "column")));
        alike(columns.tensors[0]!, lone(tensor));
        fc.pre(tensor.shape.length > 0);
        alike(decodePredictResponse(bytes(encodePredictResponse(response, "row"))).tensors[0]!, lone(tensor));
      }),
    );
  });

  test("is one of several outputs in rows", () => {
    fc.assert(
      fc.property(tensorsOf(datatype, 1), (tensor) => {
        fc.pre(tensor.shape.length > 0 && tensor.name !== "index" && tensor.name !== "b64");
        const index: Tensor = {
          name: "index",
          datatype: "INT64",
          shape: [tensor.shape[0]!],
          data: BigInt64Array.from({ length: tensor.shape[0]! }, (_, row) => BigInt(row)),
        };
        const body = encodePredictResponse({ model: ANY_MODEL, tensors: [tensor, index] }, "row");
        const decoded = decodePredictResponse(bytes(body)).tensors;
        for (const sent of [tensor, index])
          alike(
            decoded.find(({ name }) => name === sent.name)!,
            sent,
          );
      }),
    );
  });

  test.runIf(kind === "int" || kind === "bigint")("stays one of integers", () => {
    fc.assert(
      fc.property(tensorsOf(datatype, 1), (tensor) => {
        const body = encodePredictRequest({ model: ANY_MODEL, tensors: [tensor], outputs: [] });
        expect(DATATYPES[decodePredictRequest(bytes(body)).tensors[0]!.datatype].kind).toBe("bigint");
      }),
    );
  });

  test.runIf(kind === "float" || kind === "half")("stays one of floats", () => {
    fc.assert(
      fc.property(tensorsOf(datatype, 1), (tensor) => {
        const body = encodePredictRequest({ model: ANY_MODEL, tensors: [tensor], outputs: [] });
        expect(decodePredictRequest(bytes(body)).tensors[0]!.datatype).toBe("FP64");
      }),
    );
  });
});

test("NaN and the infinities come back as they were sent", () => {
  const data = Float32Array.of(NaN, Infinity, -Infinity, -0);
  const tensor: Tensor = { name: "x", datatype: "FP32", shape: [4], data };
  const body = encodePredictRequest({ model: ANY_MODEL, tensors: [tensor], outputs: [] });
  expect(body).toBe('{"inputs":{"x":[NaN,Infinity,-Infinity,-0.0]}}');
  expect(decodePredictRequest(bytes(body)).tensors[0]!.data).toEqual(Float64Array.from(data));
});
