/**
 * What a model takes and gives, in the words of the Open Inference protocol.
 * @module
 */
import type * as Ort from "onnxruntime-web/wasm";
import { InferenceError } from "../../errors.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { Datatype } from "../../tensor/datatype.ts";

/** Element types as onnxruntime names them; those without a protocol datatype are missing. */
export const ORT_DATATYPES: Readonly<Partial<Record<Ort.Tensor.Type, Datatype>>> = {
  float32: "FP32",
  float64: "FP64",
  float16: "FP16",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  uint8: "UINT8",
  uint16: "UINT16",
  uint32: "UINT32",
  uint64: "UINT64",
  bool: "BOOL",
  string: "BYTES",
};

/** One input or output; plain data, so that a worker thread can report it. */
export interface ModelValue {
  readonly name: string;
  readonly datatype: Datatype;
  /** What onnxruntime calls the datatype. */
  readonly type: Ort.Tensor.Type;
  /** Sizes; text where the size is dynamic, "" when it has no name. Undefined: any rank. */
  readonly shape: readonly (number | string)[] | undefined;
}

export interface ModelSignature {
  readonly inputs: readonly ModelValue[];
  /** The outputs that are asked for, in the order of the answer. */
  readonly outputs: readonly ModelValue[];
}

/** A fixed size can be no larger than an int32; an unknown one arrives as -1 without its sign. */
const MAX_SIZE = 0x7fffffff;
const MAX_NAME = 60;

/**
 * Reads the signature of a loaded model.
 * @param wanted names of the outputs to answer with; all when undefined.
 * @throws InferenceError INVALID_ARGUMENT for values that are no tensors or have no protocol datatype.
 */
export function readSignature(session: Ort.InferenceSession, wanted: readonly string[] | undefined): ModelSignature {
  const { inputMetadata, outputMetadata } = session;
  if (inputMetadata.length === 0 || outputMetadata.length === 0) {
    throw refused(
      `it has ${inputMetadata.length} inputs and ${outputMetadata.length} outputs, expected at least one each`,
    );
  }
  const inputs = inputMetadata.map((value) => readValue(value, "input"));
  if (wanted === undefined) return { inputs, outputs: outputMetadata.map((value) => readValue(value, "output")) };
  const outputs = wanted.map((name) => {
    const found = outputMetadata.find((value) => value.name === name);
    if (found !== undefined) return readValue(found, "output");
    const known = outputMetadata.map((value) => quoteName(value.name)).join(", ");
    throw refused(`parameter "outputs" names ${quoteName(name)}, expected some of ${known}`);
  });
  return { inputs, outputs };
}

function readValue(value: Ort.InferenceSession.ValueMetadata, role: "input" | "output"): ModelValue {
  const { name } = value;
  // The library keeps values in ordinary objects by name.
  if (name === "" || name === "__proto__") throw refused(`an ${role} is named ${quoteName(name)}, rename it`);
  if (!value.isTensor) {
    const advice =
      role === "input"
        ? "export it with tensor inputs"
        : 'export it with the zipmap option off, or leave this one out through parameter "outputs"';
    throw refused(`${role} ${quoteName(name)} is a sequence or map, expected a tensor; ${advice}`);
  }
  const datatype = ORT_DATATYPES[value.type];
  if (datatype === undefined) {
    throw refused(
      `${role} ${quoteName(name)} is of ${value.type}, which has no datatype in the protocol; cast it inside the model`,
    );
  }
  const shape = value.shape.map((size) => (typeof size === "number" && size > MAX_SIZE ? "" : size));
  // A scalar and an unknown shape look the same from here; the library itself takes any rank for both.
  return { name, datatype, type: value.type, shape: shape.length === 0 ? undefined : shape };
}

/** `FP32[batch,30]`: how errors spell what an input takes. */
export function describeValue({ datatype, shape }: ModelValue): string {
  if (shape === undefined) return `${datatype} of any shape`;
  return `${datatype}[${shape.map((size) => (typeof size === "number" ? size : plainName(size) || "?")).join(",")}]`;
}

/** The form of V2 metadata: -1 for what is dynamic. */
export function valueMetadata({ name, datatype, shape }: ModelValue): JsonValue {
  const sizes = shape ?? [-1];
  return { name, datatype, shape: sizes.map((size) => (typeof size === "number" ? size : -1)) };
}

/** A name out of a model or request, safe to put into a message. */
export function quoteName(name: string): string {
  return `"${plainName(name)}"`;
}

function plainName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?");
  return plain.length > MAX_NAME ? `${plain.slice(0, MAX_NAME)}…` : plain;
}

function refused(reason: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `Cannot serve the ONNX model: ${reason}`);
}
