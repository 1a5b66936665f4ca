/** Which model a client of TensorFlow Serving means, in protobuf and in the words of the codecs. @module */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ANY_MODEL } from "../codecs/tensorflow/predict.ts";
import type { ModelSpec } from "../codecs/tensorflow/predict.ts";
import type { Asked } from "../http/versions.ts";
import type {
  ModelSpec as ModelSpecMessage,
  ModelSpecSchema,
} from "../proto/generated/tensorflow_serving/apis/serving_pb.js";

/** The model and version that a client names, the version by its number or its label. */
export function askedBy({ name, version, label }: Pick<ModelSpec, "name" | "version" | "label">): Asked {
  if (version !== undefined) return { model: name, version: String(version) };
  return label === undefined ? { model: name, version: "" } : { model: name, version: label, isLabel: true };
}

export function fromModelSpec(spec: ModelSpecMessage | undefined): ModelSpec {
  if (spec === undefined) return ANY_MODEL;
  const { name, versionChoice: choice, signatureName: signature } = spec;
  return {
    name,
    version: choice.case === "version" ? choice.value.value : undefined,
    label: choice.case === "versionLabel" ? choice.value : undefined,
    signature,
  };
}

export function toModelSpec({ name, version, label, signature }: ModelSpec): MessageInitShape<typeof ModelSpecSchema> {
  const spec = { name, signatureName: signature };
  if (version !== undefined) return { ...spec, versionChoice: { case: "version", value: { value: version } } };
  return label === undefined ? spec : { ...spec, versionChoice: { case: "versionLabel", value: label } };
}

/** A version as the number that this protocol wants; 1 for one that is none. */
export function versionNumber(version: string): bigint {
  return /^\d{1,18}$/.test(version) ? BigInt(version) : 1n;
}
