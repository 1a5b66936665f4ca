/**
 * Where GRPCInferenceService answers otherwise than MLServer and KServe, on purpose. What holds for all
 * is not listed: refusals have words of their own, what a server failed on is INVALID_ARGUMENT, and an
 * id is made up where the client has none.
 */
import { AgreedDifferences } from "./agreed-differences.ts";
import type { Difference } from "./agreed-differences.ts";

export const V2_GRPC_DIFFERENCES: readonly Difference[] = [
  {
    id: "v2-grpc-contents",
    published:
      "Contents of another field, number or range than the datatype and shape say are passed on by MLServer; some by KServe",
    zerohop: "INVALID_ARGUMENT naming the tensor",
    why: "A unit may rely on what a tensor says of itself",
    pairs: {
      "mlserver.grpc.infer/FP16 typed as bytes_contents": "3 expected raw contents for FP16, got bytes_contents",
      "mlserver.grpc.infer/contents and raw for one input": "3 expected none beside raw contents",
      "mlserver.grpc.infer/more raw contents than inputs": "3 raw_input_contents: expected one for each of 1 inputs",
      "mlserver.grpc.infer/contents in the field of another type":
        "3 expected fp32_contents for FP32, got int_contents",
      "*.grpc.infer/contents in two fields": "3 expected int_contents for INT32, got fp32_contents",
      "mlserver.grpc.infer/no contents": "3 expected 2 elements for shape [2], got 0",
      "mlserver.grpc.infer/INT8 out of range": "3 inputs[0].contents.int_contents: expected numbers of INT8, got 300",
      "mlserver.grpc.infer/wrong number of values": "3 expected 3 elements for shape [3], got 2",
      "mlserver.grpc.infer/shape with an unknown dimension": "3 expected axis sizes of 0 or more, got -1",
    },
  },
  {
    id: "v2-grpc-bytes",
    published: "Raw contents beside typed ones, and BYTES that are no text, are refused by KServe",
    zerohop: "Raw contents are those of the inputs that have no others, in order; bytes are bytes",
    why: "Nothing is ambiguous about them",
    pairs: {
      "kserve.grpc.infer/one input typed, one raw": 'OK "out_y":["INT8",[2],["-128","127"]]',
      "kserve.grpc.infer/BYTES typed, not UTF-8": 'OK "form":"typed","outputs":{"out_x":["BYTES",[1],["/wA="]]}',
      "mlserver.grpc.infer/id": 'OK "id":"abc-é"',
    },
  },
  {
    id: "v2-grpc-outputs",
    published: "`outputs` are not looked at",
    zerohop: "They are selected; one that there is not is INVALID_ARGUMENT",
    why: "The protocol says so",
    pairs: {
      "*.grpc.infer/outputs: one that is there": 'OK "outputs":{"out_y":["BYTES",[2],["b2Fr","w6kA"]]}}',
      "*.grpc.infer/outputs: one that is not there": "3 there is no output nothing; there are out_x",
    },
  },
  {
    id: "v2-grpc-parameters",
    published: "KServe leaves the parameters of a tensor out",
    zerohop: "They stay with it",
    why: "They say how it is to be read, as `content_type` does",
    pairs: {
      "kserve.grpc.infer/parameters of an input": 'OK "parameters":{"out_x.b":"true","out_x.i":"5","out_x.s":"v"}',
    },
  },
  {
    id: "v2-grpc-id",
    published: "An id that is made up is nobody else's",
    zerohop: "It is the puid of the request, so that of the metadata",
    why: "One identity to look for in logs and feedback",
    pairs: { "*.grpc.infer/gzip and metadata": 'OK "id":"p"' },
  },
  {
    id: "v2-grpc-versions",
    published:
      "KServe does not look at versions; MLServer answers UNKNOWN for one that is not there, and says the version of a model unasked",
    zerohop:
      "A model has versions, 1 when it says nothing; NOT_FOUND for others, and the answer has the one that was asked for",
    why: "A wrong version is no answer",
    pairs: {
      "*.grpc.server/model ready of an unknown version": "5 Failed to find version 9 of model fixed; there is 1",
      "kserve.grpc.server/infer of a version": 'OK "model":"fixed","version":"1"',
      "kserve.grpc.server/infer of an unknown version": "5 Failed to find version 9 of model fixed; there is 1",
      "*.grpc.server/model metadata": 'OK {"name":"echo","versions":["1"],"platform":"zerohop"}',
      "*.grpc.server/model metadata with inputs and outputs":
        'OK {"name":"fixed","versions":["1"],"platform":"zerohop"',
      "mlserver.grpc.asleep/model metadata": 'OK {"name":"asleep","versions":["1"]',
      "mlserver.grpc.server/infer of the fixed model": 'OK {"model":"fixed","id":"7"',
      "mlserver.grpc.server/infer of the fixed model, raw input": 'OK {"model":"fixed","id":"made up","form":"raw"',
    },
  },
  {
    id: "v2-grpc-server",
    published: "A request without a model name is NOT_FOUND; the name of the server is its own",
    zerohop: "It means the graph; the server is `zerohop`",
    why: "A deployment is one model to its clients",
    pairs: {
      "*.grpc.server/server metadata": 'OK {"name":"zerohop","version":',
      "*.grpc.server/model ready without a name": 'OK {"ready":true}',
      "*.grpc.server/infer without a model name": '13 Unit "raises": it broke',
    },
  },
  {
    id: "v2-grpc-readiness",
    published:
      "MLServer refuses inference of a model that is not ready, and fails when asked whether an unknown one is",
    zerohop: "A unit that answers answers, whatever its readiness says; an unknown model is NOT_FOUND",
    why: "Readiness takes a server out of rotation, and breaks no request that is on its way",
    pairs: {
      "mlserver.grpc.asleep/infer": 'OK {"model":"asleep"',
      "mlserver.grpc.server/model ready, unknown model": "5 Failed to find model nobody; there are twin, all, echo",
    },
  },
  {
    id: "v2-grpc-unit-errors",
    published: "The exceptions of each server's own library have statuses of their own",
    zerohop: "An error that a component throws is INTERNAL, its own error answer has the status that it says",
    why: "These classes are not ours",
    pairs: {
      "*.grpc.server/infer of a model that raises an inference error": '13 Unit "raises": it broke',
    },
  },
  {
    id: "v2-grpc-repository",
    published: "MLServer lists, loads and unloads models, KServe loads and unloads them",
    zerohop: "UNIMPLEMENTED",
    why: "The manifest decides which models there are",
    pairs: {
      "mlserver.grpc.server/repository index": "12 is not served: the graph decides which models there are",
      "*.grpc.server/repository load, unknown model": "12 is not served",
      "*.grpc.server/repository unload, unknown model": "12 is not served",
    },
  },
  {
    id: "v2-grpc-stream",
    published: "KServe has no stream, MLServer answers one with bare answers, and ends it with the first error",
    zerohop:
      "A ModelStreamInferResponse for each request, in order; an error is told in it and the stream goes on, as Triton's protocol has it",
    why: "tritonclient waits for ever for anything else",
    pairs: {
      "*.grpc.server/stream": 'OK {"response":{"model":"echo","id":"1"',
      "*.grpc.server/stream with an unknown model": 'OK {"error":"Failed to find model nobody; there are twin',
    },
  },
];

export const v2GrpcDifferences = new AgreedDifferences(V2_GRPC_DIFFERENCES, (id) => id.replace(/^\w+\.grpc/, "*.grpc"));
