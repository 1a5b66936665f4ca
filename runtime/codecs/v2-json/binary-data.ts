/** Tensors as bytes behind the JSON: the binary tensor data extension. @module */
import { InferenceError } from "../../errors.ts";
import type { Datatype, TensorData } from "../../tensor/datatype.ts";
import { readRaw } from "../v2/raw.ts";

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
      throw invalid(`Inference-Header-Content-Length: expected 0 to ${body.length}, the body's bytes, got ${end}`);
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
      throw invalid(`${place}: expected at most ${left}, the bytes that follow the JSON, got ${size}`);
    }
    const bytes = this.#body.subarray(this.#next, this.#next + size);
    this.#next += size;
    return readRaw(bytes, datatype, shape, path);
  }

  /** Checks that nothing is left. */
  end(): void {
    const left = this.#body.length - this.#next;
    if (left > 0) throw invalid(`Request body: expected binary data for its tensors, got ${left} bytes more`);
  }
}

function invalid(message: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", message);
}
