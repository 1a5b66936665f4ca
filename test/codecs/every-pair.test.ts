/**
 * Any protocol may enter a graph and any may read what comes out: the tensor that was sent as A is
 * the tensor that B reads.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as seldonProto from "../../runtime/codecs/seldon-proto/codec.ts";
import { decodeMessage as decodeSeldonJson } from "../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage as encodeSeldonJson } from "../../runtime/codecs/seldon-json/encode.ts";
import * as tensorflow from "../../runtime/codecs/tensorflow/predict.ts";
import { ANY_MODEL } from "../../runtime/codecs/tensorflow/predict.ts";
import * as tensorflowJson from "../../runtime/codecs/tensorflow-json/codec.ts";
import * as tensorflowProto from "../../runtime/codecs/tensorflow-proto/codec.ts";
import * as v2 from "../../runtime/codecs/v2/infer.ts";
import { NO_PARAMETERS } from "../../runtime/codecs/v2/infer.ts";
import type { InferRequest, InferResponse } from "../../runtime/codecs/v2/infer.ts";
import * as v2Json from "../../runtime/codecs/v2-json/codec.ts";
import * as v2Proto from "../../runtime/codecs/v2-proto/codec.ts";
import type { Message } from "../../runtime/message/message.ts";
import { tensorMessage } from "../../runtime/message/message.ts";
import { createRuntime } from "../../runtime/platform/node/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { castTensor, elementAt } from "../../runtime/tensor/convert.ts";
import type { Scalar } from "../../runtime/tensor/convert.ts";
import { DATATYPES } from "../../runtime/tensor/datatype.ts";
import type { Datatype, NumericArray, TensorData } from "../../runtime/tensor/datatype.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";

/** A protocol and the way it is written: a client's request as a message, and the answer as the client reads it. */
interface Way {
  readonly name: string;
  readonly ask: (tensor: Tensor) => Message;
  readonly read: (answer: Message) => Tensor;
  /** What it can say; all datatypes when not given. */
  readonly says?: (tensor: Tensor) => boolean;
}

const toScalars = (tensor: Tensor): Scalar[] =>
  Array.from({ length: tensor.data.length }, (_, at) => elementAt(tensor, at));
const bytes = (text: string | Uint8Array): Uint8Array =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;
const only = (tensors: readonly Tensor[]): Tensor => tensors[0]!;
const tensorOf = (message: Message): Tensor => {
  if (message.data.kind !== "tensors") throw new Error(`expected a tensor, got ${message.data.kind}`);
  return only(message.data.tensors);
};
const inferRequest = (tensor: Tensor, raw: boolean): InferRequest => ({
  model: "",
  version: "",
  id: "7",
  parameters: NO_PARAMETERS,
  tensors: [tensor],
  outputs: [],
  raw,
});
const inferResponse = (answer: Message): InferResponse =>
  v2.answerRequest(answer, inferRequest(tensorOf(answer), false), { model: "m", version: "" });
const isText = ({ data, datatype }: Tensor): boolean =>
  datatype === "BYTES" && (data.length === 0 || typeof data[0] === "string");
const isNumeric = ({ datatype }: Tensor): boolean => datatype !== "BYTES" && datatype !== "BOOL";
const isFinite = (tensor: Tensor): boolean =>
  tensor.datatype === "BYTES" ||
  toScalars(tensor).every((value) => typeof value !== "number" || Number.isFinite(value));

function v2JsonWay(name: string, binary: boolean): Way {
  return {
    name,
    ask(tensor) {
      const { body, jsonLength } = v2Json.encodeInferRequest(inferRequest(tensor, binary), binary);
      return v2.requestMessage(v2Json.decodeInferRequest(bytes(body), jsonLength));
    },
    read(answer) {
      const outputs = inferResponse(answer).tensors.map((tensor) => ({
        name: tensor.name,
        parameters: { binary_data: binary },
      }));
      const { body, jsonLength } = v2Json.encodeInferResponse(inferResponse(answer), {
        outputs,
        parameters: NO_PARAMETERS,
      });
      return only(v2Json.decodeInferResponse(bytes(body), jsonLength).tensors);
    },
    ...(!binary && { says: isFinite }),
  };
}

function v2ProtoWay(name: string, raw: boolean): Way {
  return {
    name,
    ask: (tensor) =>
      v2.requestMessage(v2Proto.decodeInferRequest(v2Proto.encodeInferRequest(inferRequest(tensor, raw)))),
    read: (answer) =>
      only(v2Proto.decodeInferResponse(v2Proto.encodeInferResponse(inferResponse(answer), raw)).tensors),
  };
}

function tensorflowJsonWay(name: string, format: "row" | "column"): Way {
  return {
    name,
    ask: (tensor) => {
      const body = tensorflowJson.encodePredictRequest({ model: ANY_MODEL, tensors: [tensor], outputs: [] });
      return tensorflow.requestMessage(tensorflowJson.decodePredictRequest(bytes(body)));
    },
    read: (answer) => {
      const request = { model: ANY_MODEL, tensors: [], outputs: [] };
      const response = tensorflow.answerRequest(answer, request, ANY_MODEL);
      return only(
        tensorflowJson.decodePredictResponse(bytes(tensorflowJson.encodePredictResponse(response, format))).tensors,
      );
    },
    // Rows need an axis to stand in.
    says: (tensor) => isFinite(tensor) && tensor.shape.length > 0 && tensor.data.length > 0,
  };
}

const WAYS: readonly Way[] = [
  {
    name: "Seldon JSON",
    ask: (tensor) => decodeSeldonJson(encodeSeldonJson(tensorMessage([tensor]))),
    read: (answer) => tensorOf(decodeSeldonJson(encodeSeldonJson(answer))),
    says: (tensor) =>
      isFinite(tensor) &&
      (isText(tensor) || tensor.datatype !== "BYTES") &&
      tensor.data.length > 0 &&
      tensor.shape.length > 0,
  },
  {
    name: "Seldon protobuf",
    ask: (tensor) => seldonProto.decodeMessage(seldonProto.encodeMessage(tensorMessage([tensor], [], "tensor"))),
    read: (answer) => tensorOf(seldonProto.decodeMessage(seldonProto.encodeMessage(answer))),
    says: (tensor) => tensor.data.length > 0 && tensor.shape.length > 0,
  },
  v2JsonWay("V2 JSON", false),
  v2JsonWay("V2 binary", true),
  v2ProtoWay("V2 protobuf, typed", false),
  v2ProtoWay("V2 protobuf, raw", true),
  tensorflowJsonWay("TensorFlow JSON rows", "row"),
  tensorflowJsonWay("TensorFlow JSON columns", "column"),
  {
    name: "TensorFlow protobuf",
    ask: (tensor) => {
      const request = { model: ANY_MODEL, tensors: [tensor], outputs: [] };
      return tensorflow.requestMessage(
        tensorflowProto.decodePredictRequest(tensorflowProto.encodePredictRequest(request)),
      );
    },
    read: (answer) => {
      const response = tensorflow.answerRequest(answer, { model: ANY_MODEL, tensors: [], outputs: [] }, ANY_MODEL);
      return only(tensorflowProto.decodePredictResponse(tensorflowProto.encodePredictResponse(response)).tensors);
    },
  },
];

const shape = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 });
const element: Readonly<Record<string, fc.Arbitrary<number | bigint>>> = {
  FP64: fc.double({ noNaN: true, noDefaultInfinity: true }),
  FP32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  FP16: fc.integer({ min: 0, max: 0x7bff }),
  BF16: fc.integer({ min: 0, max: 0x7f7f }),
  INT8: fc.integer({ min: -128, max: 127 }),
  INT16: fc.integer({ min: -32768, max: 32767 }),
  INT32: fc.integer(),
  INT64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  UINT8: fc.nat(255),
  UINT16: fc.nat(65535),
  UINT32: fc.nat(0xffffffff),
  UINT64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  BOOL: fc.nat(1),
};

const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(shape, fc.constantFrom(...(Object.keys(DATATYPES) as Datatype[])))
  .chain(([sizes, datatype]) => {
    const length = sizes.reduce((product, size) => product * size, 1);
    const make = (data: TensorData): Tensor => ({ name: "x", datatype, shape: sizes, data });
    const { array } = DATATYPES[datatype];
    if (array === undefined) {
      const texts = fc.array(fc.string({ unit: "grapheme" }), { minLength: length, maxLength: length });
      const raws = fc.array(fc.uint8Array({ maxLength: 9 }), { minLength: length, maxLength: length });
      // At least one that is no text: elements that all are come back as such.
      const binary = raws.map((list) => [Uint8Array.of(0xff), ...list.slice(1)]);
      return fc.oneof(texts.map(make), binary.map(make));
    }
    return fc.array(element[datatype]!, { minLength: length, maxLength: length }).map((values) => {
      const data: NumericArray = new array(length);
      for (const [at, value] of values.entries()) data[at] = value as never;
      return make(data);
    });
  });

/** Values as text that tells -0 from 0 and bigint from number by value alone. */
function values(tensor: Tensor): readonly string[] {
  return toScalars(tensor).map((value) => {
    if (value instanceof Uint8Array) return `bytes:${Array.from(value).join(",")}`;
    if (typeof value === "string") return `bytes:${Array.from(new TextEncoder().encode(value)).join(",")}`;
    if (typeof value === "boolean") return value ? "1" : "0";
    return String(value);
  });
}

describe("a tensor through an identity graph", () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await createRuntime(
      { name: "identity", graph: { name: "same", implementation: "IDENTITY" } },
      { implementations: { IDENTITY: () => ({ kind: "built-in", identity: "same", predict: (message) => message }) } },
    );
  });
  afterAll(() => runtime.close());

  const pairs = WAYS.flatMap((from) => WAYS.map((to) => [from, to] as const));
  it.each(pairs.map(([from, to]) => [from.name, to.name, from, to] as const))(
    "sent as %s, read as %s",
    async (_from, _to, from, to) => {
      await fc.assert(
        fc.asyncProperty(tensors, async (tensor) => {
          fc.pre((from.says?.(tensor) ?? true) && (to.says?.(tensor) ?? true));
          const message = from.ask(tensor);
          const answer = await runtime.predict(message);
          const found = to.read(answer);
          expect(found.shape).toEqual(tensor.shape);
          // Text knows one kind of number: who sent float32 reads float32.
          const asSent = tensor.datatype === "BYTES" ? found : castTensor(found, tensor.datatype);
          expect(values(asSent)).toEqual(values(tensor));
        }),
        { numRuns: 40 },
      );
    },
  );

  const keepsType = new Set(["V2 JSON", "V2 binary", "V2 protobuf, typed", "V2 protobuf, raw", "TensorFlow protobuf"]);
  const typed = pairs.filter(([from, to]) => keepsType.has(from.name) && keepsType.has(to.name));
  it.each(typed.map(([from, to]) => [from.name, to.name, from, to] as const))(
    "keeps its datatype from %s to %s",
    async (_from, _to, from, to) => {
      await fc.assert(
        fc.asyncProperty(tensors.filter(isNumeric), async (tensor) => {
          fc.pre((from.says?.(tensor) ?? true) && (to.says?.(tensor) ?? true));
          expect(to.read(await runtime.predict(from.ask(tensor))).datatype).toBe(tensor.datatype);
        }),
        { numRuns: 40 },
      );
    },
  );
});
