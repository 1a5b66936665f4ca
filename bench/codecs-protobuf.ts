/**
 * The protocols in protobuf, against protobufjs with the same schema: classes by reflection, whose
 * readers and writers protobufjs generates.
 * @module
 */
import protobuf from "protobufjs";
import { decodeMessage, encodeMessage } from "../runtime/codecs/seldon-proto/codec.ts";
import { ANY_MODEL } from "../runtime/codecs/tensorflow/predict.ts";
import { decodePredictRequest, encodePredictRequest } from "../runtime/codecs/tensorflow-proto/codec.ts";
import { decodeInferRequest, encodeInferRequest } from "../runtime/codecs/v2-proto/codec.ts";
import { tensorMessage } from "../runtime/message/message.ts";
import { numbersIn, numbersOf, tensorOf } from "./codecs-case.ts";
import type { CodecCase } from "./codecs-case.ts";
import { inferRequest } from "./codecs-json.ts";

/** The fields that a tensor needs; both sides skip what else there might be. */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message SeldonMessage { DefaultData data = 3; }
  message DefaultData { repeated string names = 1; Tensor tensor = 2; }
  message Tensor { repeated int32 shape = 1; repeated double values = 2; }

  message ModelInferRequest {
    message InferInputTensor {
      string name = 1; string datatype = 2; repeated int64 shape = 3; InferTensorContents contents = 5;
    }
    string model_name = 1; repeated InferInputTensor inputs = 5; repeated bytes raw_input_contents = 7;
  }
  message InferTensorContents { repeated double fp64_contents = 7; }

  message PredictRequest { map<string, TensorProto> inputs = 2; }
  message TensorProto {
    int32 dtype = 1; TensorShapeProto tensor_shape = 2; bytes tensor_content = 4; repeated double double_val = 6;
  }
  message TensorShapeProto { message Dim { int64 size = 1; } repeated Dim dim = 2; }`,
);

const SeldonMessage = root.lookupType("SeldonMessage");
const ModelInferRequest = root.lookupType("ModelInferRequest");
const PredictRequest = root.lookupType("PredictRequest");

function parse(type: protobuf.Type, body: Uint8Array): unknown {
  return type.decode(body);
}

function write(type: protobuf.Type, value: object): Uint8Array {
  return type.encode(value).finish();
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function fromBytes(bytes: Uint8Array): Float64Array {
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

const seldonProto: CodecCase = {
  key: "seldonProto",
  title: "Seldon protobuf, tensor",
  peer: "protobufjs",
  own: (shape) => ({
    decode: (body) => numbersIn(decodeMessage(body)),
    encode: (values) => encodeMessage(tensorMessage([tensorOf(values, shape)], [], "tensor")),
  }),
  other: (shape) => ({
    decode: (body) =>
      Float64Array.from((parse(SeldonMessage, body) as { data: { tensor: { values: number[] } } }).data.tensor.values),
    encode: (values) => write(SeldonMessage, { data: { tensor: { shape, values } } }),
  }),
};

const INPUT = { name: "x", datatype: "FP64" };

const v2Proto: CodecCase = {
  key: "v2Proto",
  title: "Open Inference protobuf, typed contents",
  peer: "protobufjs",
  own: (shape) => ({
    decode: (body) => numbersOf(decodeInferRequest(body).tensors),
    encode: (values) => encodeInferRequest(inferRequest(values, shape, false)),
  }),
  other: (shape) => ({
    decode(body) {
      const { inputs } = parse(ModelInferRequest, body) as { inputs: [{ contents: { fp64Contents: number[] } }] };
      return Float64Array.from(inputs[0].contents.fp64Contents);
    },
    encode: (values) => write(ModelInferRequest, { inputs: [{ ...INPUT, shape, contents: { fp64Contents: values } }] }),
  }),
};

const v2ProtoRaw: CodecCase = {
  key: "v2ProtoRaw",
  title: "Open Inference protobuf, raw contents",
  peer: "protobufjs",
  own: (shape) => ({
    decode: (body) => numbersOf(decodeInferRequest(body).tensors),
    encode: (values) => encodeInferRequest(inferRequest(values, shape, true)),
  }),
  other: (shape) => ({
    decode: (body) =>
      fromBytes((parse(ModelInferRequest, body) as { rawInputContents: [Uint8Array] }).rawInputContents[0]),
    encode: (values) =>
      write(ModelInferRequest, { inputs: [{ ...INPUT, shape }], rawInputContents: [bytesOf(values)] }),
  }),
};

const DT_DOUBLE = 2;

const tensorflowProto: CodecCase = {
  key: "tensorflowProto",
  title: "TensorFlow protobuf",
  peer: "protobufjs",
  own: (shape) => ({
    decode: (body) => numbersOf(decodePredictRequest(body).tensors),
    encode: (values) =>
      encodePredictRequest({ model: ANY_MODEL, tensors: [tensorOf(values, shape, "x")], outputs: [] }),
  }),
  other: (shape) => {
    const dim = shape.map((size) => ({ size }));
    return {
      decode(body) {
        const { inputs } = parse(PredictRequest, body) as {
          inputs: { x: { tensorContent: Uint8Array; doubleVal: number[] } };
        };
        const { tensorContent, doubleVal } = inputs.x;
        return doubleVal.length > 0 ? Float64Array.from(doubleVal) : fromBytes(tensorContent);
      },
      encode: (values) =>
        write(PredictRequest, {
          inputs: { x: { dtype: DT_DOUBLE, tensorShape: { dim }, tensorContent: bytesOf(values) } },
        }),
    };
  },
};

export const PROTOBUF_CASES: readonly CodecCase[] = [seldonProto, v2Proto, v2ProtoRaw, tensorflowProto];
