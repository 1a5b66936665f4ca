/**
 * Finds the message in a request to a language wrapper, in the Python wrapper's order: multipart
 * form, form field `json`, query argument `json`, JSON body.
 * @see contract section 2.3 "Request body decoding"
 * @module
 */
import { JsonReader } from "../codecs/json/reader.ts";
import { InferenceError } from "../errors.ts";
import { isJson } from "../http/body.ts";
import { readMultipart } from "../http/multipart.ts";
import type { Exchange } from "../http/exchange.ts";

/** JSON as bytes, or as the text of a field. */
export type BodyText = Uint8Array | string;

const NO_JSON = "Can't find JSON in data";

/** The JSON of a request; a promise only for multipart forms. */
export function readWrapperBody(exchange: Exchange): BodyText | Promise<BodyText> {
  const given = exchange.get("content-type") ?? "";
  if (given === "application/json" && exchange.query === "") return exchange.body;
  const type = given.toLowerCase();
  if (type.includes("multipart/form-data")) return multipart(exchange);
  const field = jsonField(exchange, type);
  if (field !== undefined) return field;
  if (isJson(type)) return exchange.body;
  const got = type === "" ? "no Content-Type" : `Content-Type ${type.slice(0, 80)}`;
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `${NO_JSON}: expected Content-Type application/json, or a form or query field "json", got ${got}`,
  );
}

/** The payload for a unit that wants it undecoded: a form's JSON as text, else the bytes. */
export function readOpaqueBody(exchange: Exchange): BodyText {
  const type = (exchange.get("content-type") ?? "").toLowerCase();
  const field = jsonField(exchange, type);
  if (field !== undefined) return field;
  return isForm(type) ? new Uint8Array(0) : exchange.body;
}

/** Whether a request is a multipart form, whose parts are always decoded. */
export function isMultipart(exchange: Exchange): boolean {
  return (exchange.get("content-type") ?? "").toLowerCase().includes("multipart/form-data");
}

/**
 * Decodes a body. What is no JSON at all is told apart from JSON that is no message.
 * @param otherwise how the error about the latter begins
 * @throws InferenceError INVALID_ARGUMENT
 */
export function decodeBody<T>(body: BodyText, decode: (body: BodyText) => T, otherwise: string): T {
  try {
    return decode(body);
  } catch (error) {
    if (!InferenceError.is(error)) throw error;
    throw new InferenceError("INVALID_ARGUMENT", `${hasJson(body) ? otherwise : NO_JSON}: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * The body as plain JSON.
 * @throws InferenceError INVALID_ARGUMENT when it is none, or null.
 */
export function decodeJson(body: BodyText): unknown {
  const decoded = decodeBody(body, readValue, NO_JSON);
  if (decoded === null) throw new InferenceError("INVALID_ARGUMENT", `${NO_JSON}: the body is null`);
  return decoded;
}

function readValue(body: BodyText): unknown {
  const reader = typeof body === "string" ? new JsonReader(body) : JsonReader.fromBytes(body);
  const value = reader.value("");
  reader.end();
  return value;
}

// A null body counts as none, but not the null of a form field.
function hasJson(body: BodyText): boolean {
  try {
    return readValue(body) !== null || typeof body === "string";
  } catch {
    return false;
  }
}

async function multipart(exchange: Exchange): Promise<BodyText> {
  try {
    return await readMultipart(exchange);
  } catch (error) {
    if (!InferenceError.is(error)) throw error;
    throw new InferenceError("INVALID_ARGUMENT", `Invalid request data type: ${error.message}`, { cause: error });
  }
}

function jsonField(exchange: Exchange, type: string): string | undefined {
  const form = isForm(type) ? new URLSearchParams(new TextDecoder().decode(exchange.body)).get("json") : null;
  if (form) return form;
  const argument = exchange.query === "" ? null : new URLSearchParams(exchange.query).get("json");
  return argument || undefined;
}

function isForm(type: string): boolean {
  return type.includes("application/x-www-form-urlencoded");
}
