/**
 * Compares an answer with the recorded one.
 *
 * Numbers are equal by value (`1` and `1.0`), a tftensor by its decoded content, error texts as far
 * as they are not Python's own: the text of a Python exception is not compared, of other errors the
 * words before the first colon are.
 */
import { isDeepStrictEqual } from "node:util";
import { fromTensorProto } from "../../runtime/codecs/seldon-json/tftensor.ts";
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import type { Answer } from "./pair.ts";

/** How Python's interpreter and numpy begin or spell their errors. */
export const PYTHON_TEXT: readonly RegExp[] = [
  /object (has no attribute|is not|cannot be|of type)|Object of type/,
  /setting an array element|cannot reshape array|buffer is smaller|ufunc|out of (range|bounds)/,
  /^Expecting|^Extra data|codec can't decode|^string (indices|argument)|^argument (of type|should)/,
  /^Incorrect padding|^Invalid status argument$|indices must be|can only concatenate|not supported between|^sequence item|^name '/,
  /^'(shape|values|key)'$|unexpected keyword|Cannot convert the argument|^Message type/,
];

/** What differs, undefined when nothing does. */
export function compare(recorded: Answer, actual: Answer): string | undefined {
  if (recorded.status !== actual.status) return `status ${recorded.status}, got ${actual.status}: ${show(actual.body)}`;
  if (recorded.body !== "" && recorded.contentType !== actual.contentType) {
    return `content type ${recorded.contentType}, got ${actual.contentType}`;
  }
  const expected = normalise(recorded.body, recorded.body);
  const got = normalise(actual.body, recorded.body);
  return isDeepStrictEqual(expected, got) ? undefined : `${show(expected)}\n  got ${show(got)}`;
}

export function show(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? `${item}n` : item)) ?? "nothing";
}

function normalise(value: unknown, recorded: unknown): unknown {
  return canonical(isError(recorded) ? withoutText(value, recorded) : value);
}

interface ErrorBody {
  readonly status: { readonly code: number; readonly info: string; readonly reason: string };
}

function isError(body: unknown): body is ErrorBody {
  return isJsonObject(body) && isJsonObject(body["status"]) && body["status"]["code"] === -1;
}

function withoutText(body: unknown, recorded: ErrorBody): unknown {
  if (!isError(body)) return body;
  const { reason, info } = recorded.status;
  if (typeof info !== "string") return body;
  const isInternal = reason === "MICROSERVICE_INTERNAL_ERROR";
  if (isInternal && PYTHON_TEXT.some((text) => text.test(info))) return { status: { ...body.status, info: "" } };
  return { status: { ...body.status, info: isInternal ? body.status.info : beginning(body.status.info) } };
}

function beginning(info: string): string {
  return info.split(/:| \(must| but got/)[0]!;
}

function canonical(value: unknown): unknown {
  if (typeof value === "bigint") return value;
  if (typeof value === "number")
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value + 0;
  if (Array.isArray(value)) return value.map(canonical);
  if (!isJsonObject(value)) return value;
  if (isJsonObject(value["tftensor"]) && "dtype" in value["tftensor"])
    return { ...value, tftensor: tensorContent(value["tftensor"]) };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]));
}

// TensorFlow writes a single element as a value and more of them as content; both mean the same.
function tensorContent(proto: JsonValue): unknown {
  const { datatype, shape, data } = fromTensorProto(proto, "tftensor");
  return { datatype, shape, data: Array.from(data as ArrayLike<unknown>) };
}
