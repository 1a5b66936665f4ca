/** Writes requests and answers. @module */
import { toFloat64 } from "../../tensor/convert.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import { encodeBase64 } from "../base64.ts";
import { writeElement, writeFloats, writeList, writeString } from "../json/writer.ts";
import { utf8OrBytes } from "../text-or-bytes.ts";
import type { InferRequest, InferResponse } from "../v2/infer.ts";
import { writeRaw } from "../v2/raw.ts";
import { writeMembers } from "./parameters.ts";

/** A body, and where binary tensors begin in it. */
export interface InferBody {
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** For `Inference-Header-Content-Length`; undefined when all is JSON. */
  readonly jsonLength: number | undefined;
}

const UTF8 = new TextEncoder();
const SPACE = 0x20;
/** What the widest numbers lie at multiples of. */
const ALIGNMENT = 8;

/**
 * Writes an answer. Tensors go as bytes behind the JSON where the request wants them so:
 * `binary_data` of an output, else `binary_data_output` of the request.
 */
export function encodeInferResponse(
  response: InferResponse,
  request: Pick<InferRequest, "outputs" | "parameters">,
): InferBody {
  const { model, version, id, parameters, tensors } = response;
  const byDefault = request.parameters["binary_data_output"] === true;
  const isBinary = ({ name }: Tensor): boolean => {
    const wanted = request.outputs.find((output) => output.name === name)?.parameters["binary_data"];
    return wanted === undefined ? byDefault : wanted === true;
  };
  const head = `{"model_name":${writeString(model)}${member("model_version", version)}${member("id", id)}`;
  return assemble(`${head}${writeParameters(parameters)},"outputs":[`, tensors, isBinary, "]}");
}

/** Writes a request, with all tensors as bytes or none. */
export function encodeInferRequest(request: InferRequest, binary: boolean): InferBody {
  const { id, parameters, tensors, outputs } = request;
  const head = `{${id === "" ? "" : `"id":${writeString(id)},`}"inputs":[`;
  const wanted = outputs.map((output) => `{"name":${writeString(output.name)}${writeParameters(output.parameters)}}`);
  const tail = wanted.length === 0 ? "" : `,"outputs":[${wanted.join(",")}]`;
  return assemble(head, tensors, () => binary, `]${tail}${writeParameters(parameters)}}`);
}

function member(name: string, value: string): string {
  return value === "" ? "" : `,"${name}":${writeString(value)}`;
}

function writeParameters(parameters: TensorParameters): string {
  const members = writeMembers(parameters);
  return members === "" ? "" : `,"parameters":{${members}}`;
}

function assemble(
  head: string,
  tensors: readonly Tensor[],
  isBinary: (tensor: Tensor) => boolean,
  tail: string,
): InferBody {
  let text = head;
  const parts: Uint8Array[] = [];
  for (let index = 0; index < tensors.length; index++) {
    const tensor = tensors[index]!;
    if (index > 0) text += ",";
    if (isBinary(tensor)) {
      const bytes = writeRaw(tensor);
      parts.push(bytes);
      text += writeBinary(tensor, bytes.length);
    } else text += writeTensor(tensor);
  }
  text += tail;
  return parts.length === 0 ? { body: text, jsonLength: undefined } : join(text, parts);
}

function writeHead({ name, datatype, shape }: Tensor): string {
  return `{"name":${writeString(name)},"shape":[${shape.join(",")}],"datatype":"${datatype}"`;
}

function writeBinary(tensor: Tensor, size: number): string {
  const members = tensor.parameters === undefined ? "" : writeMembers(tensor.parameters);
  const own = members === "" ? "" : `${members},`;
  return `${writeHead(tensor)},"parameters":{${own}"binary_data_size":${size}}}`;
}

function writeTensor(tensor: Tensor): string {
  const { datatype, data, parameters } = tensor;
  if (datatype === "BYTES") return writeTexts(tensor);
  const { kind } = DATATYPES[datatype];
  const isInteger = kind === "int" || kind === "bigint";
  const values = isInteger ? (data as Int32Array).join(",") : writeOthers(tensor);
  const own = parameters === undefined ? "" : writeParameters(parameters);
  return `${writeHead(tensor)}${own},"data":[${values}]}`;
}

function writeOthers(tensor: Tensor): string {
  const { data, datatype } = tensor;
  if (DATATYPES[datatype].kind === "float") return writeFloats(toFloat64(tensor));
  return writeList(data.length, (index) => writeElement(tensor, index));
}

// Bytes that are no text go as base64, which their content type says.
function writeTexts(tensor: Tensor): string {
  const data = tensor.data as readonly string[] | readonly Uint8Array[];
  const { parameters = {} } = tensor;
  const texts = isTexts(data) ? data : utf8OrBytes(data);
  if (isTexts(texts)) {
    const values = writeList(texts.length, (index) => writeString(texts[index]!));
    return `${writeHead(tensor)}${writeParameters(parameters)},"data":[${values}]}`;
  }
  const values = writeList(texts.length, (index) => `"${encodeBase64(texts[index]!)}"`);
  return `${writeHead(tensor)}${writeParameters({ ...parameters, content_type: "base64" })},"data":[${values}]}`;
}

function isTexts(data: readonly string[] | readonly Uint8Array[]): data is readonly string[] {
  return data.length === 0 || typeof data[0] === "string";
}

/** The JSON ends in spaces, so that the numbers behind it can be read in place. */
function join(text: string, parts: readonly Uint8Array[]): InferBody {
  const json = UTF8.encode(text);
  const jsonLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const body = new Uint8Array(parts.reduce((size, part) => size + part.length, jsonLength));
  body.set(json);
  body.fill(SPACE, json.length, jsonLength);
  let at = jsonLength;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return { body, jsonLength };
}
