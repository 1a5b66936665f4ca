/** What TensorFlow Serving says about a model over REST: the tensors of a signature. @module */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { Datatype } from "../../tensor/datatype.ts";
import type { UnitMetadata } from "../unit.ts";
import { noMetadata, toMetadata } from "./metadata.ts";

/** The field of a model's metadata that holds its signatures. */
export const SIGNATURES = "signature_def";
/** The signature of who does not ask for another. */
export const DEFAULT_SIGNATURE = "serving_default";

const DATATYPES: Readonly<Record<string, Datatype>> = {
  DT_FLOAT: "FP32",
  DT_DOUBLE: "FP64",
  DT_INT8: "INT8",
  DT_INT16: "INT16",
  DT_INT32: "INT32",
  DT_INT64: "INT64",
  DT_UINT8: "UINT8",
  DT_UINT16: "UINT16",
  DT_UINT32: "UINT32",
  DT_UINT64: "UINT64",
  DT_STRING: "BYTES",
  DT_BOOL: "BOOL",
  DT_HALF: "FP16",
  DT_BFLOAT16: "BF16",
};

/**
 * Reads the answer of `GET /v1/models/<name>/metadata`.
 * @param signature "" or undefined for the default one
 * @throws InferenceError BAD_METADATA saying what is missing
 */
export function signatureFromJson(
  body: JsonObject,
  model: string,
  signature: string | undefined,
  source: string,
): UnitMetadata {
  const name = signature || DEFAULT_SIGNATURE;
  const definition = inside(body, ["metadata", SIGNATURES, SIGNATURES, name]);
  if (definition === undefined) throw noMetadata(source, `there is no signature ${name}`);
  const version = inside(body, ["model_spec"])?.["version"];
  const tensors = (key: string): JsonValue => Object.entries(inside(definition, [key]) ?? {}).map(toItem);
  return signatureMetadata(model, typeof version === "string" ? [version] : [], tensors, source);
}

/** Metadata of a signature. @param tensors in the form of the Open Inference protocol */
export function signatureMetadata(
  name: string,
  versions: readonly string[],
  tensors: (key: "inputs" | "outputs") => JsonValue,
  source: string,
): UnitMetadata {
  const platform = "tensorflow";
  return toMetadata({ name, versions, platform, inputs: tensors("inputs"), outputs: tensors("outputs") }, source);
}

// A type that no other protocol has is refused with the rest of the metadata.
function toItem([name, info]: [string, JsonValue]): JsonObject {
  const { dtype = "", tensor_shape: shape } = isJsonObject(info) ? info : {};
  const { dim, unknown_rank: isUnknown } = isJsonObject(shape) ? shape : {};
  const sizes = isUnknown === true || !Array.isArray(dim) ? [] : dim.map(sizeOf);
  const datatype = typeof dtype === "string" && Object.hasOwn(DATATYPES, dtype) ? DATATYPES[dtype]! : "";
  return { name, datatype, shape: sizes };
}

function sizeOf(dim: JsonValue): number {
  return isJsonObject(dim) ? Number(dim["size"] ?? 0) : NaN;
}

function inside(value: JsonValue | undefined, path: readonly string[]): JsonObject | undefined {
  let found = value;
  for (const key of path) found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return isJsonObject(found) ? found : undefined;
}
