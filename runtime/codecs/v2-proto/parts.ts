/** What requests and answers of ModelInfer have in common: the first five fields, and raw contents. @module */
import { invalid } from "../../errors.ts";
import type { NumericArray } from "../../tensor/datatype.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import { ProtoWriter } from "../protobuf/writer.ts";
import { NO_PARAMETERS } from "../v2/infer.ts";
import type { InferResponse } from "../v2/infer.ts";
import { writeRaw } from "../v2/raw.ts";
import { hasContents } from "./contents.ts";
import { readParameter, writeParameters } from "./parameters.ts";
import { finishTensor, readHead, writeTensor } from "./tensor.ts";
import type { TensorHead } from "./tensor.ts";

const MODEL_NAME = tagOf(1, LENGTH);
const MODEL_VERSION = tagOf(2, LENGTH);
const ID = tagOf(3, LENGTH);
const PARAMETERS = tagOf(4, LENGTH);
/** Inputs of a request, outputs of an answer. */
const TENSORS = tagOf(5, LENGTH);
/** Bytes that a message or a tensor has beside its elements, roughly. */
const ENVELOPE = 96;

/** Reads the fields that both have. */
export class Parts {
  readonly #list: "inputs" | "outputs";
  readonly #heads: TensorHead[] = [];
  readonly #raw: Uint8Array[] = [];
  #model = "";
  #version = "";
  #id = "";
  #parameters: Record<string, TensorParameters[string]> | undefined;

  constructor(list: "inputs" | "outputs") {
    this.#list = list;
  }

  get isRaw(): boolean {
    return this.#raw.length > 0;
  }

  /** Reads one of the first five fields, or passes over another one. */
  read(reader: ProtoReader, tag: number): void {
    if (tag === TENSORS) this.#heads.push(readHead(reader, this.#list, this.#heads.length));
    else if (tag === MODEL_NAME) this.#model = reader.string("model_name");
    else if (tag === MODEL_VERSION) this.#version = reader.string("model_version");
    else if (tag === ID) this.#id = reader.string("id");
    else if (tag === PARAMETERS) readParameter(reader, (this.#parameters ??= {}));
    else reader.skip(tag);
  }

  /** Reads the raw contents of the next tensor. */
  readRaw(reader: ProtoReader, name: string): void {
    reader.count(name);
    this.#raw.push(reader.slice(name));
  }

  /** @throws InferenceError INVALID_ARGUMENT when the elements of a tensor are not those of its shape */
  finish(): InferResponse {
    const raw = this.#raw;
    const heads = this.#heads;
    // Where some have contents of their own, the raw ones are those of the others, in turn.
    const isRaw = (head: TensorHead): boolean => raw.length === heads.length || head.data === undefined;
    const expected = heads.filter(isRaw).length;
    if (raw.length > 0 && raw.length !== expected) {
      const name = `raw_${this.#list.slice(0, -1)}_contents`;
      const text = `expected one for each of ${expected} ${this.#list} without contents, got ${raw.length}`;
      invalid(`${name}: ${text}`);
    }
    let next = 0;
    return {
      model: this.#model,
      version: this.#version,
      id: this.#id,
      parameters: this.#parameters ?? NO_PARAMETERS,
      tensors: heads.map((head, index) => finishTensor(head, isRaw(head) ? raw[next++] : undefined, this.#list, index)),
    };
  }
}

/** Whether tensors have to go raw: half precision has no other way, and then all do. */
export function mustBeRaw(tensors: readonly Tensor[]): boolean {
  for (const { datatype } of tensors) if (!hasContents(datatype)) return true;
  return false;
}

/** Writes the first five fields. @param raw whether the elements go elsewhere, as raw contents */
export function writeParts({ model, version, id, parameters, tensors }: InferResponse, raw: boolean): ProtoWriter {
  let size = ENVELOPE;
  for (const { data, datatype } of tensors) {
    size += ENVELOPE + (datatype === "BYTES" ? 0 : (data as NumericArray).byteLength);
  }
  const writer = new ProtoWriter(size);
  if (model !== "") writer.string(MODEL_NAME, model);
  if (version !== "") writer.string(MODEL_VERSION, version);
  if (id !== "") writer.string(ID, id);
  writeParameters(writer, PARAMETERS, parameters);
  for (const tensor of tensors) writeTensor(writer, TENSORS, tensor, raw);
  return writer;
}

/** Writes the elements of tensors as raw contents. */
export function writeRawContents(writer: ProtoWriter, tag: number, tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    if (tensor.datatype === "BYTES") writer.bytes(tag, writeRaw(tensor));
    else writer.numbers(tag, tensor.data as NumericArray);
  }
}
