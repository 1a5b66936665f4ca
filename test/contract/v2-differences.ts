/**
 * Where the V2 routes answer otherwise than MLServer and KServe, on purpose. The replay fails for a
 * pair that differs and is not here, and for an entry that no pair needs. What holds for all is not
 * listed: data is flat, refusals have words of their own, and what a server failed on is refused (400).
 */
import { isDeepStrictEqual } from "node:util";
import { AgreedDifferences } from "./agreed-differences.ts";
import type { Difference } from "./agreed-differences.ts";
import type { V2Answer } from "./v2-pair.ts";

export const V2_DIFFERENCES: readonly Difference[] = [
  {
    id: "v2-values",
    published: "MLServer passes data on that its datatype or shape cannot hold, KServe makes something of some of it",
    zerohop: "400 saying what was expected",
    why: "A unit may rely on what a tensor says of itself",
    pairs: {
      "mlserver.rest.infer-types/FP32 2-D, half nested": "400 ragged array",
      "mlserver.rest.infer-types/FP32 ragged": "400 ragged array",
      "*.infer-types/FP32 nested otherwise than the shape": "400 expected a flat list, or one nested as shape [4]",
      "mlserver.rest.infer-types/FP32 wrong number of values": "400 expected 3 elements for shape [3], got 2",
      "*.infer-types/INT32 given a fraction": "400 expected INT32 values, got numbers outside of it",
      "mlserver.rest.infer-types/INT8 out of range": "400 expected INT8 values",
      "mlserver.rest.infer-types/UINT8 negative": "400 expected UINT8 values",
      "mlserver.rest.infer-types/INT64 above 2^63": "400 expected INT64 values",
      "*.infer-types/FP32 beyond its range": "400 beyond its range",
      "*.infer-types/FP64 given strings of numbers": "400 expected FP64 values, got texts",
      "mlserver.rest.infer-types/FP32 given words": "400 expected FP32 values, got texts",
      "mlserver.rest.infer-types/INT64 with null": "400 expected INT64 values",
      "*.infer-types/BOOL given numbers": "400 expected BOOL values",
      "*.infer-types/BOOL given words": "400 expected BOOL values, got texts",
      "*.infer-types/BYTES given numbers": "400 expected BYTES values, got numbers",
      "*.infer-types/BYTES with null": "400 expected elements of one type",
      "*.infer-types/FP32 shape of strings": "400 expected sizes, got a string",
      "kserve.rest.infer-types/datatype in small letters": "400 got fp32",
      "*.infer-message/inputs empty": "400 inputs: expected a list of tensors, got none",
      "mlserver.rest.infer-message/input with data null": "400 expected a list, got nothing",
      "mlserver.rest.infer-message/input with data a number": "400 expected an array, got a number",
      "mlserver.rest.infer-message/input with data an object": "400 expected an array, got an object",
    },
  },
  {
    id: "v2-names",
    published: "Two inputs of one name are taken",
    zerohop: "400",
    why: "A unit that looks for a name finds one of them",
    pairs: { "*.infer-message/two inputs of one name": "400 inputs[1].name: expected each name once" },
  },
  {
    id: "v2-written-values",
    published: "MLServer gives values back as they were written, also `true` in a tensor of numbers",
    zerohop: "What is written in JSON has the tensor's datatype",
    why: "An answer is what its datatype says",
    pairs: { "mlserver.rest.infer-types/FP32 given bools": '200 "data":["1","0"]' },
  },
  {
    id: "v2-open-shape",
    published: "A size of -1 stays in the answer, or is refused",
    zerohop: "One size of -1 is what the elements leave for it, over REST",
    why: "As in the Seldon protocol",
    pairs: { "*.infer-types/FP32 shape with an unknown dimension": '200 "shape":[2,2]' },
  },
  {
    id: "v2-base64",
    published: "BYTES with `content_type: base64` stay base64",
    zerohop: "They are decoded on the way in, and go out as text where they are text",
    why: "A unit gets the bytes that were meant",
    pairs: { "*.infer-types/BYTES of base64 content type": String.raw`200 "data":["\u0001\u0002"]` },
  },
  {
    id: "v2-datatypes",
    published:
      "MLServer has no binary tensors over REST; KServe has no FP16 in JSON, no empty tensors and no BYTES that are not UTF-8; neither has BF16",
    zerohop: "Every datatype goes both ways in JSON and as bytes, bytes that are no text as base64",
    why: "tritonclient sends all of them",
    pairs: {
      "kserve.rest.infer-binary-types/FP16 in, JSON out": '200 "data":["0.5","-2"]',
      "kserve.rest.infer-binary-types/FP16 JSON in, binary out": "200 ADgAwA==",
      "kserve.rest.infer-types/FP16 flat": '200 "data":["0.5","-2"]',
      "kserve.rest.infer-types/FP16 2-D, nested": '200 "data":["0.5","-2"]',
      "*.infer-types/datatype of Triton's BF16": '200 "datatype":"BF16","data":["1","2"]',
      "mlserver.rest.infer-types/FP32 with NaN and infinities": '200 "data":[null,null,null]',
      "kserve.rest.infer-binary/empty tensor": '200 "binary_data_size":0',
      "kserve.rest.infer-binary/empty BYTES tensor": '200 "binary_data_size":0',
      "kserve.rest.infer-binary/BYTES not UTF-8": "200 AgAAAP8A",
      "kserve.rest.infer-binary/BYTES not UTF-8, JSON out": '200 "content_type":"base64"},"data":["/wA="]',
      "mlserver.rest.infer-binary-types/FP32 in and out": "200 AADAPwAAEMA=",
      "mlserver.rest.infer-binary-types/INT32 in, JSON out": '200 "data":["-1","7"]',
      "mlserver.rest.infer-binary-types/FP32 JSON in, binary out": "200 AADAP83MzL0=",
      "mlserver.rest.infer-binary/binary_data_output of a JSON request": "200 AACAPwAAAEA=",
    },
  },
  {
    id: "v2-binary-output",
    published: "KServe passes over `binary_data_output` when outputs are named",
    zerohop: "It counts for every output that does not say otherwise",
    why: "As for Triton",
    pairs: { "kserve.rest.infer-binary/binary_data_output, and one output not": "200 AADAPwAAEMA=" },
  },
  {
    id: "v2-binary-size",
    published: "KServe cuts, ignores or chooses when binary data is not as long as the JSON says",
    zerohop: "400",
    why: "As by Triton: one of the two is wrong",
    pairs: {
      "kserve.rest.infer-binary/size larger than the data":
        "400 expected at most 8, the bytes that follow the JSON, got 12",
      "kserve.rest.infer-binary/more data than the sizes say": "400 got 4 bytes more",
      "kserve.rest.infer-binary/data and size together": "400 expected either data or binary_data_size",
    },
  },
  {
    id: "v2-content-type",
    published:
      "KServe takes for binary what is not application/json, MLServer refuses other types; KServe does not inflate",
    zerohop: "The Content-Type is not looked at, and Content-Encoding is",
    why: "tritonclient sends no type; the header of the binary extension says more",
    pairs: {
      "kserve.rest.infer-binary/content type of JSON": "200 AADAPwAAEMA=",
      "*.infer-message/content type text/plain": '200 "data":["1","2"]',
      "*.infer-message/content type octet-stream without a header length": '200 "data":["1","2"]',
      "kserve.rest.infer-message/no content type": '200 "data":["1","2"]',
      "*.infer-message/content type of a form": '200 "data":["1","2"]',
      "kserve.rest.infer-message/gzip body": '200 "data":["1","2"]',
    },
  },
  {
    id: "v2-outputs",
    published: "MLServer does not look at `outputs`",
    zerohop: "They are selected; one that there is not is 400",
    why: "The protocol says so",
    pairs: {
      "mlserver.rest.infer-message/outputs: one that is there": '200 "outputs":[{"name":"out_y"',
      "mlserver.rest.infer-message/outputs: both, the other way round": '200 "outputs":[{"name":"out_y"',
      "mlserver.rest.infer-message/outputs: one that is not there": "400 there is no output nothing; there are out_x",
    },
  },
  {
    id: "v2-parameters",
    published: "KServe leaves the parameters of a tensor out, and refuses nested ones",
    zerohop: "They stay with it; those that are no scalars become text",
    why: "They say how it is to be read, as `content_type` does",
    pairs: {
      "kserve.rest.infer-message/parameters of an input": '200 "parameters":{"s":"v","i":1,"b":false,"f":0.5}',
      "kserve.rest.infer-types/BYTES of str content type": '200 "parameters":{"content_type":"str"}',
      "kserve.rest.infer-message/parameters nested": '200 "data":["1","2"]',
    },
  },
  {
    id: "v2-id",
    published: "An id that is made up is nobody else's",
    zerohop: "It is the puid of the request",
    why: "One identity to look for in logs and feedback",
    pairs: {
      "mlserver.rest.infer-message/id empty": '200 "id":"an id made up"',
      "*.infer-message/tracing and other headers": '200 "id":"p"',
    },
  },
  {
    id: "v2-versions",
    published: "A model has no version unless it says so, and MLServer says it unasked; KServe answers 501 for any",
    zerohop: "A model has versions, 1 when it says nothing; the answer has the one that was asked for, others are 404",
    why: "Clients may ask for what the metadata list",
    pairs: {
      "*.server/model metadata": '200 {"name":"echo","versions":["1"]',
      "*.server/model metadata with inputs and outputs": '200 {"name":"fixed","versions":["1"]',
      "*.server/model metadata of a version": '200 {"name":"fixed","versions":["1"]',
      "kserve.rest.server/model metadata of an unknown version":
        "404 Failed to find version 9 of model fixed; there is 1",
      "*.server/model metadata of a version, model without versions": '200 {"name":"echo","versions":["1"]',
      "*.server/model ready of a version": '200 {"name":"fixed","ready":true}',
      "kserve.rest.server/model ready of an unknown version": "404 Failed to find version 9",
      "kserve.rest.server/infer of a version": '200 "model_version":"1"',
      "kserve.rest.server/infer of an unknown version": "404 Failed to find version 9",
      "mlserver.rest.asleep/model metadata": '200 "versions":["1"]',
      "mlserver.rest.asleep/infer of another model": '200 {"model_name":"fixed","id"',
      "mlserver.rest.server/infer of the fixed model": '200 {"model_name":"fixed","id":"7"',
    },
  },
  {
    id: "v2-health",
    published: "Health is an empty body; MLServer is 400 when it is not ready, and refuses inference",
    zerohop: "The state is in the body, too; not ready is 503; a unit that answers answers",
    why: "KServe's client reads the body; 503 is what probes and proxies know",
    pairs: {
      "mlserver.rest.server/live": '200 {"live":true}',
      "mlserver.rest.server/ready": '200 {"ready":true}',
      "mlserver.rest.server/model ready": '200 {"name":"echo","ready":true}',
      "mlserver.rest.asleep/live": '200 {"live":true}',
      "mlserver.rest.asleep/ready": '503 {"ready":false}',
      "mlserver.rest.asleep/model ready": '503 {"name":"asleep","ready":false}',
      "mlserver.rest.asleep/infer": '200 {"model_name":"asleep"',
    },
  },
  {
    id: "v2-server",
    published:
      "`/v2` tells each server's own name; a path without a model is not found; the exceptions of each server's library have statuses",
    zerohop:
      "`zerohop`; the graph and every unit are models, and the path without a model means the graph; an error that a component throws is 500",
    why: "It is another server",
    pairs: {
      "*.server/server metadata": '200 {"name":"zerohop"',
      "*.server/models": '200 {"models":["twin","all","echo","fixed","raises"]}',
      "*.server/infer without a model": "500 it broke",
      "mlserver.rest.server/infer of a model that raises an inference error": "500 it broke",
    },
  },
  {
    id: "v2-paths",
    published:
      "A trailing slash is redirected, HEAD and OPTIONS are 405, and there are paths to load models and for text generation; MLServer has no `/`",
    zerohop:
      "As in the published orchestrator: no redirects, OPTIONS for browsers, no such paths; HEAD is GET without a body, and `/` says that the server is alive, as KServe's does",
    why: "The manifest decides which models there are",
    pairs: {
      "*.server/server metadata, trailing slash": "404",
      "*.server/infer, trailing slash": "404",
      "*.server/HEAD ready": "200",
      "*.server/OPTIONS infer": "200",
      "mlserver.rest.server/root": '200 {"status":"alive"}',
      "mlserver.rest.server/generate": "404",
      "kserve.rest.server/repository load, unknown model": "404",
      "mlserver.rest.server/repository index": "404",
      "mlserver.rest.server/repository index, ready only": "404",
    },
  },
];

/** Which of them are there, by pair; `*` stands for both servers. */
export const v2Differences = new AgreedDifferences(V2_DIFFERENCES, (id) => id.replace(/^\w+\.rest/, "*"));

/** What is wrong with an answer; undefined when it is the recorded one or differs as agreed. */
export function verdictOf(id: string, recorded: V2Answer, actual: V2Answer): string | undefined {
  return v2Differences.verdict(id, isSame(recorded, actual), show(recorded), show(actual));
}

function isSame(recorded: V2Answer, actual: V2Answer): boolean {
  const { status } = recorded;
  if (status >= 400 && actual.status >= 400) {
    const refused = status === 422 || status === 500 ? 400 : status;
    return actual.status === status || actual.status === refused;
  }
  return isDeepStrictEqual(recorded, actual);
}

function show({ status, body, binary }: V2Answer): string {
  const text = JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
  return `${status} ${text} ${binary}`.trim();
}
