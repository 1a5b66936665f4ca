/** Which model a client of TensorFlow Serving means, in protobuf and in the words of the codecs. @module */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ANY_MODEL } from "../codecs/tensorflow/predict.ts";
import type { ModelSpec } from "../codecs/tensorflow/predict.ts";
import type {
  ModelSpec as ModelSpecMessage,
  ModelSpecSchema,
} from "../proto/generated/tensorflow_serving/apis/serving_pb.js";

/** The one signature that a graph has. */
export const DEFAULT_SIGNATURE = "serving_default";

/** The version that a client names, by its number or its label; "" when it names none. */
export function versionOf({ version, label }: Pick<ModelSpec, "version" | "label">): string {
  return version === undefined ? (label ?? "") : String(version);
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
