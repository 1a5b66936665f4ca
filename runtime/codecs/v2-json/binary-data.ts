/** Tensors as bytes behind the JSON: the binary tensor data extension. @module */
import { invalid } from "../../errors.ts";
import type { Datatype, TensorData } from "../../tensor/datatype.ts";
import { readRaw } from "../v2/raw.ts";

/** Says both ways where the JSON ends and the binary tensors begin. */
export const JSON_LENGTH_HEADER = "inference-header-content-length";
const SHOWN_HEADER = "Inference-Header-Content-Length";

/**
 * The value of that header.
 * @throws InferenceError INVALID_ARGUMENT when it is no number of bytes
 */
export function readJsonLength(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return invalid(`${SHOWN_HEADER}: expected the bytes of the JSON, got ${JSON.stringify(text.slice(0, 40))}`);
}

/** The binary data of one body. */
export class BinaryData {
  /** The part of the body that is JSON. */
  readonly json: Uint8Array;
  readonly #body: Uint8Array;
  #next: number;

  /** @throws InferenceError INVALID_ARGUMENT when the JSON cannot be as long as it says */
  constructor(body: Uint8Array, jsonLength: number | undefined) {
    const end = jsonLength ?? body.length;
    if (!Number.isSafeInteger(end) || end < 0 || end > body.length) {
      invalid(`${SHOWN_HEADER}: expected 0 to ${body.length}, the body's bytes, got ${end}`);
    }
    // Parts of a platform's own kind of array would be of that kind, too.
    this.#body = end === body.length ? body : new Uint8Array(body.buffer, body.byteOffset, body.length);
    this.#next = end;
    this.json = end === body.length ? body : body.subarray(0, end);
  }

  /** Whether some of it was taken. */
  get wasUsed(): boolean {
    return this.#next > this.json.length;
  }

  /** The elements of the next tensor. @throws InferenceError INVALID_ARGUMENT naming `path` */
  take(size: number, datatype: Datatype, shape: readonly number[], path: string): TensorData {
    const place = `${path}.parameters.binary_data_size`;
    const left = this.#body.length - this.#next;
    if (size > left) {
      invalid(`${place}: expected at most ${left}, the bytes that follow the JSON, got ${size}`);
    }
    const bytes = this.#body.subarray(this.#next, this.#next + size);
    this.#next += size;
    return readRaw(bytes, datatype, shape, path);
  }

  /** Checks that nothing is left. */
  end(): void {
    const left = this.#body.length - this.#next;
    if (left > 0) invalid(`Request body: expected binary data for its tensors, got ${left} bytes more`);
  }
}
