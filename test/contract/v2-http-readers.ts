/**
 * What the published clients make of an answer over REST, in our own words: tritonclient.http and
 * KServe's client. That they are right is tested with the recorded answers, whose reading is known.
 */
import { gunzipSync, inflateSync } from "node:zlib";
import { parseJson } from "../../runtime/codecs/json/reader.ts";
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { bytesOf } from "./pair.ts";
import type { HttpClientPair } from "./v2-client-pair.ts";
import { tensorsInJson } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a client returned: tensors of an inference, else a value; or what it raised. */
export type Reading =
  | { readonly tensors: readonly WireTensor[]; readonly head: Readonly<Record<string, JsonValue>> }
  | { readonly value: JsonValue }
  | { readonly raised: Raised };

export interface Raised {
  /** Of HTTP or gRPC; 0 when the client itself could not read the answer. */
  readonly status: number;
  readonly words: string;
}

/** What a client raises for a status that is no success. */
class StatusError extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

const LENGTH = "inference-header-content-length";

/** The recorded answer to a client. */
export function recordedHttpAnswer({ response }: HttpClientPair): HttpAnswer {
  const headers = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status: response.status,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: bytesOf(response) ?? new Uint8Array(0),
  };
}

/** @param client beginning of the recording's name */
export function readAs(client: "tritonclient" | "kserve-client", pair: HttpClientPair, answer: HttpAnswer): Reading {
  try {
    return client === "tritonclient" ? readAsTriton(pair, answer) : readAsKserve(pair, answer);
  } catch (error) {
    return { raised: { status: error instanceof StatusError ? error.status : 0, words: (error as Error).message } };
  }
}

function readAsTriton({ name }: HttpClientPair, answer: HttpAnswer): Reading {
  // Whether something is ready is a question of the status alone.
  if (name.startsWith("is_")) return { value: answer.status === 200 };
  if (answer.status !== 200) throw new StatusError(answer.status, tritonErrorText(answer));
  if (name.includes("load_model")) return { value: null };
  if (name.startsWith("get_")) return { value: parseJson(text(answer.body)) };
  return inferred(answer);
}

function tritonErrorText({ body }: HttpAnswer): string {
  if (body.length === 0) return "client received an empty response from the server.";
  try {
    const { error } = parseJson(text(body)) as Readonly<Record<string, JsonValue>>;
    if (typeof error === "string") return error;
  } catch {
    // Told below.
  }
  return "an exception occurred in the client while decoding the response";
}

function readAsKserve({ name, request }: HttpClientPair, answer: HttpAnswer): Reading {
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (name.startsWith("is_model_ready")) return { value: isSuccess };
  if (!isSuccess) throw new StatusError(answer.status, kserveErrorText(answer));
  const json = (): Readonly<Record<string, JsonValue>> => {
    if (answer.body.length === 0) throw new Error("JSONDecodeError: Expecting value");
    return parseJson(text(answer.body)) as Readonly<Record<string, JsonValue>>;
  };
  if (name === "V1 is_server_live") return { value: String(json()["status"]).toLowerCase() === "alive" };
  if (name === "V1 is_model_ready") return { value: json()["ready"] ?? null };
  if (name.startsWith("is_server_live")) return { value: json()["live"] ?? null };
  if (name.startsWith("is_server_ready")) return { value: json()["ready"] ?? null };
  if (request.path.startsWith("/v1/")) return { value: json() };
  const reading = inferred(answer);
  if (!("model_name" in reading.head)) throw new Error("KeyError: 'model_name'");
  return reading;
}

function kserveErrorText({ body }: HttpAnswer): string {
  if (body.length === 0) return "";
  const value = parseJson(text(body));
  return isJsonObject(value) && typeof value["error"] === "string" ? value["error"] : text(body);
}

function inferred({ headers, body }: HttpAnswer): Extract<Reading, { readonly tensors: unknown }> {
  const whole = inflated(headers["content-encoding"], body);
  const length = headers[LENGTH];
  const end = length === undefined ? whole.length : Number(length);
  const head = parseJson(text(whole.subarray(0, end))) as Readonly<Record<string, JsonValue>>;
  return { tensors: tensorsInJson(head["outputs"], whole.subarray(end)), head };
}

/** A body as it was before it was compressed. */
export function inflated(encoding: string | undefined, body: Uint8Array): Uint8Array {
  if (encoding === "gzip") return gunzipSync(body);
  return encoding === "deflate" ? inflateSync(body) : body;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
