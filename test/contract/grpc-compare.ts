/**
 * Compares an answer over gRPC with the recorded one: floats exactly, maps without order, a tftensor
 * by what is in it. The published wrapper has no status but UNKNOWN and leaves the words of its own
 * errors out, so a failure is the same when it has a status and words, those of the component if
 * they were recorded.
 */
import { isDeepStrictEqual } from "node:util";
import { isMessage, toJson } from "@bufbuild/protobuf";
import { ListValueSchema, StructSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import { fromTensorProto } from "../../runtime/codecs/seldon-json/tftensor.ts";
import { TensorProtoSchema } from "../../runtime/proto/generated/tensorflow/core/framework/tensor_pb.js";
import { DataType } from "../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import { PYTHON_TEXT, show } from "./compare.ts";
import type { GrpcAnswer } from "./grpc-pair.ts";

const UNKNOWN = 2;
/** Numbers that are none of ours. */
const COMPLEX: ReadonlySet<DataType> = new Set([DataType.DT_COMPLEX64, DataType.DT_COMPLEX128]);
/** Words that grpcio and the wrapper have for what they refuse themselves. */
const OTHERS_TEXT =
  /^Exception deserializing|^Failed to serialize|^Method not found|has type|unexpected type|0-d array|^SERVER: (Sent|Received) message larger/;

/** What differs, undefined when nothing does. */
export function compareGrpc(recorded: GrpcAnswer, actual: GrpcAnswer): string | undefined {
  if ("message" in recorded && "message" in actual) {
    const [expected, got] = [plain(recorded.message), plain(actual.message)];
    return isDeepStrictEqual(expected, got) ? undefined : `${show(expected)}\n  got ${show(got)}`;
  }
  if ("message" in recorded || "message" in actual) return `${showAnswer(recorded)}\n  got ${showAnswer(actual)}`;
  if (actual.code === UNKNOWN || actual.details === "") return `a status and words\n  got ${showAnswer(actual)}`;
  const { details } = recorded;
  if (PYTHON_TEXT.some((text) => text.test(details)) || OTHERS_TEXT.test(details)) return undefined;
  return actual.details.includes(details) ? undefined : `the words ${details}\n  got ${showAnswer(actual)}`;
}

export function showAnswer(answer: GrpcAnswer): string {
  return "message" in answer ? show(plain(answer.message)) : `status ${answer.code}: ${answer.details}`;
}

/** A message as people write it: its Values as JSON, bytes as text, without what is empty. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isMessage(value, ValueSchema)) return value.kind.case === "nullValue" ? null : plain(value.kind.value ?? null);
  if (isMessage(value, ListValueSchema)) return value.values.map(plain);
  if (isMessage(value, StructSchema)) return entries(value.fields);
  // TensorFlow writes a single element as a value and more of them as content; both mean the same.
  if (isMessage(value, TensorProtoSchema) && !COMPLEX.has(value.dtype)) {
    const { datatype, shape, data } = fromTensorProto(toJson(TensorProtoSchema, value), "tftensor");
    return { datatype, shape, data: Array.from(data as ArrayLike<unknown>) };
  }
  if ("case" in value && "value" in value) return { [String(value.case)]: plain(value.value) };
  const { $typeName: _, ...fields } = value as { $typeName?: string };
  return entries(isMessage(value) ? Object.fromEntries(Object.entries(fields).filter(isFilled)) : fields);
}

function entries(fields: object): object {
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, plain(item)]));
}

// What protobuf does not write.
function isFilled([, value]: [string, unknown]): boolean {
  if (typeof value !== "object" || value === null) return Boolean(value) || Number.isNaN(value);
  if (isMessage(value) || ArrayBuffer.isView(value)) return true;
  return "case" in value ? value.case !== undefined : Object.keys(value).length > 0;
}
