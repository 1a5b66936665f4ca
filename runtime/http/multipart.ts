/** Multipart forms, loaded when somebody sends one. @see contract section 2.3 "Request body decoding" @module */
import { encodeBase64 } from "../codecs/base64.ts";
import { InferenceError, invalid } from "../errors.ts";
import type { Exchange } from "./exchange.ts";

/** Parts of a multipart form. A message has a handful of members, and reading a part takes as long as a prediction. */
const MAX_PARTS = 1000;
/** What separates the parts, as RFC 2046 lets it be; in quotes or not. */
const BOUNDARY = /;\s*boundary=(?:"([\w'()+,\-./:=? ]{1,70})"|([\w'()+,\-./:=?]{1,70}))\s*(?:;|$)/i;

/**
 * The parts of a multipart form as the members of one JSON object: `strData` and files are text, a
 * `binData` file is base64, any other field is JSON. Of a field that stands twice the first counts.
 */
export async function readMultipart(exchange: Exchange): Promise<string> {
  const found = BOUNDARY.exec(exchange.get("content-type")!);
  const boundary = found?.[1] ?? found?.[2] ?? invalid("Content-Type: expected the boundary of a multipart form");
  checkParts(exchange.body, boundary);
  const headers = { "content-type": `multipart/form-data; boundary="${boundary}"` };
  let form: FormData;
  try {
    form = await new Response(exchange.body, { headers }).formData();
  } catch {
    throw new InferenceError("INVALID_ARGUMENT", "The multipart form cannot be read");
  }
  const fields: string[] = [];
  for (const name of new Set(form.keys())) {
    fields.push(`${JSON.stringify(name)}:${await readPart(name, form.get(name)!)}`);
  }
  return `{${fields.join(",")}}`;
}

function checkParts(body: Uint8Array, boundary: string): void {
  const text = new TextDecoder("latin1").decode(body);
  const delimiter = `--${boundary}`;
  let count = 0;
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + delimiter.length)) {
    // The last one has no part behind it.
    if (++count > MAX_PARTS + 1) invalid(`The multipart form: expected at most ${MAX_PARTS} parts, got more`);
  }
}

async function readPart(name: string, value: string | File): Promise<string> {
  if (typeof value === "string") return name === "strData" ? JSON.stringify(value) : value;
  const bytes = new Uint8Array(await value.arrayBuffer());
  if (name === "binData") return JSON.stringify(encodeBase64(bytes));
  try {
    return JSON.stringify(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new InferenceError(
      "INVALID_ARGUMENT",
      `The file ${JSON.stringify(name)} of the multipart form is not UTF-8 text`,
    );
  }
}
