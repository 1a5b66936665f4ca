/** What TensorFlow Serving says about a model over gRPC: the tensors of a signature. @module */
import { fromBinary } from "@bufbuild/protobuf";
import { DTYPES } from "../../codecs/tensorflow/tensor-proto.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { TensorInfo } from "../../proto/generated/tensorflow/core/framework/signature_pb.js";
import {
  GetModelMetadataResponseSchema,
  SignatureDefMapSchema,
} from "../../proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { UnitMetadata } from "../unit.ts";
import { noMetadata } from "./metadata.ts";
import { DEFAULT_SIGNATURE, SIGNATURES, signatureMetadata } from "./tensorflow-metadata.ts";

/**
 * Reads a GetModelMetadataResponse.
 * @param signature "" or undefined for the default one
 * @throws InferenceError BAD_METADATA saying what is missing
 */
export function signatureFromProto(
  body: Uint8Array,
  model: string,
  signature: string | undefined,
  source: string,
): UnitMetadata {
  const name = signature || DEFAULT_SIGNATURE;
  const { metadata, modelSpec } = read(source, () => fromBinary(GetModelMetadataResponseSchema, body));
  const packed = metadata[SIGNATURES]?.value ?? new Uint8Array(0);
  const definition = read(source, () => fromBinary(SignatureDefMapSchema, packed)).signatureDef[name];
  if (definition === undefined) throw noMetadata(source, `there is no signature ${name}`);
  const choice = modelSpec?.versionChoice;
  const versions = choice?.case === "version" ? [String(choice.value.value)] : [];
  const tensors = (key: "inputs" | "outputs"): JsonValue => Object.entries(definition[key]).map(toItem);
  return signatureMetadata(model, versions, tensors, source);
}

function toItem([name, { dtype, tensorShape: shape }]: [string, TensorInfo]): JsonObject {
  const sizes = shape === undefined || shape.unknownRank ? [] : shape.dim.map(({ size }) => Number(size));
  return { name, datatype: DTYPES.get(dtype) ?? "", shape: sizes };
}

function read<T>(source: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw noMetadata(source, cause instanceof Error ? cause.message : String(cause), cause);
  }
}
