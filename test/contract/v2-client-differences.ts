/**
 * Where a client of the Open Inference protocol reads something else from us than from the small
 * server that it was recorded with, on purpose. The replay fails for a pair that is read otherwise and
 * is not here, and for an entry that no pair needs.
 */

import type { Difference } from "./agreed-differences.ts";

export const CLIENT_DIFFERENCES: readonly Difference[] = [
  {
    id: "v2-client-models",
    published: "Triton lists, loads and unloads models, and gives their configuration and statistics",
    zerohop: "404 over REST, UNIMPLEMENTED over gRPC",
    why: "The manifest decides which models there are; statistics are for Prometheus",
    pairs: {
      "tritonclient.http/get_model_config": "raises [404]",
      "tritonclient.http/get_model_repository_index": "raises [404]",
      "tritonclient.http/load_model": "raises [404]",
      "tritonclient.http/load_model with a config": "raises [404]",
      "tritonclient.http/unload_model": "raises [404]",
      "tritonclient.http/get_inference_statistics": "raises [404]",
      "tritonclient.grpc/get_model_config": "raises [12] ",
      "tritonclient.grpc/get_model_repository_index": "raises [12] ",
      "tritonclient.grpc/load_model": "raises [12] ",
      "tritonclient.grpc/unload_model": "raises [12] ",
      "tritonclient.grpc/get_inference_statistics": "raises [12] ",
    },
  },
  {
    id: "v2-client-identity",
    published: "A server says its own name and version",
    zerohop: "`zerohop`, with the extension `binary_tensor_data`; a model has the versions that it says",
    why: "It is another server",
    pairs: {
      "tritonclient.http/get_server_metadata": 'reads {"name":"zerohop","version":"',
      "tritonclient.http/get_model_metadata": 'reads {"name":"m","versions":["1","2"],"platform":"p"',
      "tritonclient.http/get_model_metadata of a version": 'reads {"name":"m","versions":["1","2"],"platform":"p"',
      "tritonclient.grpc/get_server_metadata": 'reads {"name":"zerohop","version":"',
      "tritonclient.grpc/get_model_metadata": 'reads {"name":"m","versions":["1","2"],"platform":"p"',
    },
  },
  {
    id: "v2-client-errors",
    published: "Servers answer failures without a body, as text, or in Seldon's form, which clients cannot show",
    zerohop: '`{"error": "…"}` with words for every failure of the V2 paths',
    why: "Both clients show these words",
    pairs: {
      "tritonclient.http/error 500 in Seldon's form": 'raises [500] Unit "m": no words were recorded',
      "tritonclient.http/error 503 that is no JSON": 'raises [503] Unit "m": no words were recorded',
      "tritonclient.http/get_model_metadata, 404": "raises [404] Failed to find model m; there are ",
      "tritonclient.grpc/is_model_ready, NOT_FOUND": "raises [5] Failed to find model m; there are ",
      "tritonclient.http/error 404 without a body": 'raises [404] Unit "m": no words were recorded',
    },
  },
  {
    id: "v2-client-classes",
    published: "`class_count` asks for the best classes of an output, as Triton's classification extension has it",
    zerohop: "It is refused, naming the extension",
    why: "Plain scores in the place of classes would be read as something else",
    pairs: {
      "tritonclient.http/class_count": "raises [400] outputs[0].parameters.classification",
      "tritonclient.grpc/two inputs, outputs asked for": "raises [3] outputs[1].parameters.classification",
    },
  },
  {
    id: "v2-client-raw",
    published: "A server answers raw contents with typed ones, which tritonclient cannot read",
    zerohop: "Raw contents are answered with raw contents, typed ones with typed ones",
    why: "Clients read what they write",
    pairs: {
      "tritonclient.grpc/answer typed FP32": 'reads {"y":["FP32",[2],["1.5","-0.10000000149011612"]]}',
      "tritonclient.grpc/answer typed INT64": 'reads {"y":["INT64",[2],["1","2"]]}',
      "tritonclient.grpc/answer typed INT8": 'reads {"y":["INT8",[2],["-1","2"]]}',
      "tritonclient.grpc/answer typed BYTES": 'reads {"y":["BYTES",[2],["b2Fr","/w=="]]}',
      "tritonclient.grpc/answer typed BOOL": 'reads {"y":["BOOL",[2],["true","false"]]}',
    },
  },
  {
    id: "v2-client-live",
    published: "Health is an empty body, or a status other than 200 while the process answers",
    zerohop: '`{"live":true}` and `{"ready":true}` with 200; a server that answers is alive',
    why: "KServe's client reads the body, and raises for an empty one",
    pairs: {
      "tritonclient.http/is_server_live, 400": "reads true",
      "kserve-client.rest/is_server_live, empty body": "reads true",
      "kserve-client.rest/is_server_ready, empty body": "reads true",
    },
  },
];
