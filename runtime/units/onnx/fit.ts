/**
 * Makes a tensor fit one input of a model, or says what was expected and what came.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { castTensor } from "../../tensor/convert.ts";
import { describeTensor } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { describeValue, quoteName } from "./signature.ts";
import type { ModelValue } from "./signature.ts";

/** Whether the sizes agree with what the model declares; dynamic ones take any. */
export function shapeFits(shape: readonly number[], input: ModelValue): boolean {
  if (input.shape === undefined) return true;
  if (shape.length !== input.shape.length) return false;
  return input.shape.every((size, axis) => typeof size === "string" || size === shape[axis]);
}

/**
 * The tensor in the input's datatype and under its name.
 * @throws InferenceError INVALID_ARGUMENT naming the input, what it takes and what came.
 */
export function fitTensor(tensor: Tensor, input: ModelValue): Tensor {
  const textGiven = tensor.datatype === "BYTES";
  if (!shapeFits(tensor.shape, input) || textGiven !== (input.datatype === "BYTES")) {
    throw unfit(input, describeTensor(tensor));
  }
  if (textGiven) return { ...tensor, name: input.name, data: toStrings(tensor, input) };
  if (tensor.datatype === input.datatype) return tensor;
  try {
    return castTensor(tensor, input.datatype);
  } catch (cause) {
    throw new InferenceError("INVALID_ARGUMENT", `Input ${quoteName(input.name)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** `Expected FP32[batch,30] for input "features", got INT64[1,29]`. */
export function unfit(input: ModelValue, got: string): InferenceError {
  const message = `Expected ${describeValue(input)} for input ${quoteName(input.name)}, got ${got}`;
  return new InferenceError("INVALID_ARGUMENT", message);
}

// The model sees C strings in UTF-8: a zero byte would silently cut one off.
function toStrings(tensor: Tensor, input: ModelValue): readonly string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const { data } = tensor as { readonly data: readonly (string | Uint8Array)[] };
  let changed = false;
  const texts = data.map((element) => {
    if (typeof element !== "string") changed = true;
    const text = typeof element === "string" ? element : decode(decoder, element, input);
    if (text.includes("\0")) throw unfit(input, "text with a zero character");
    return text;
  });
  return changed ? texts : (data as readonly string[]);
}

function decode(decoder: TextDecoder, bytes: Uint8Array, input: ModelValue): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw unfit(input, "bytes that are not UTF-8 text");
  }
}
