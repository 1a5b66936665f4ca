/** What the published clients made of the recorded answers, in the form in which our readings are compared. */
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import type { GrpcClientPair, HttpClientPair } from "./v2-client-pair.ts";
import type { Reading } from "./v2-http-readers.ts";
import { codeOf } from "./v2-grpc-readers.ts";
import { textOf } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";

type JsonObject = Readonly<Record<string, JsonValue>>;

const DTYPES: Readonly<Record<string, string>> = { FP16: "float16", FP32: "float32", FP64: "float64", BYTES: "object" };

/** A reading as plain values: arrays by name with dtype, shape and elements; of what is raised the status. */
export function comparable(reading: Reading): unknown {
  if ("raised" in reading) return { raised: reading.raised.status };
  return "value" in reading ? { value: reading.value } : { arrays: arraysOf(reading.tensors) };
}

/** The same of what a client read over REST. */
export function readByClient({ read, raised }: HttpClientPair): unknown {
  if (raised !== undefined)
    return { raised: Number(/^InferenceServerException: \[(\d+)\]|'(\d+) /.exec(raised)?.slice(1).find(Boolean) ?? 0) };
  if (!isJsonObject(read)) return { value: read };
  if (isJsonObject(read["arrays"])) return { arrays: numpyArrays(read["arrays"]) };
  if (!Array.isArray(read["outputs"]) || !("from_grpc" in read)) return { value: read };
  const outputs = read["outputs"] as unknown as readonly JsonObject[];
  const arrays = outputs.map(({ name, datatype, shape, data }) => [
    name,
    { dtype: dtypeOf(String(datatype)), shape, values: (data as JsonValue[]).map((value) => textOf(value)) },
  ]);
  return { arrays: Object.fromEntries(arrays) as unknown };
}

/** The same of what a client read over gRPC, of a stream one by one. */
export function readByGrpcClient({ read, raised, response }: GrpcClientPair): readonly unknown[] {
  if (raised !== undefined) return [{ raised: response.code === "OK" ? 0 : codeOf(response.code) }];
  const readings = response.stream === undefined ? [read] : (read as readonly JsonValue[]);
  return readings.map((reading) => {
    if (response.stream !== undefined && typeof reading === "string") return { raised: 0 };
    const isTensors =
      isJsonObject(reading) && Object.values(reading).some((item) => isJsonObject(item) && "dtype" in item);
    return isTensors ? { arrays: numpyArrays(reading) } : { value: reading };
  });
}

/** Arrays as the recorder writes them, their elements as text. */
export function numpyArrays(arrays: JsonObject): unknown {
  const entries = Object.entries(arrays as Readonly<Record<string, JsonObject>>).map(
    ([name, { dtype, shape, values }]) => [
      name,
      { dtype, shape, values: (values as JsonValue[]).map((value) => textOf(value)) },
    ],
  );
  return Object.fromEntries(entries);
}

/** Tensors as a client holds them. */
export function arraysOf(tensors: readonly WireTensor[]): unknown {
  const entries = tensors.map(({ name, datatype, shape, values }) => [
    name,
    { dtype: dtypeOf(datatype), shape, values },
  ]);
  return Object.fromEntries(entries);
}

function dtypeOf(datatype: string): string {
  return DTYPES[datatype] ?? datatype.toLowerCase();
}
