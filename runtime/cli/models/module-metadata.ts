/** Metadata of a compiled module that may be from anywhere: looked at before anything is made of it. @module */
import { ModelFileError } from "../../../wasm-models/readers/pickle/index.ts";
import type { ModelMetadata } from "../../../wasm-models/module/metadata.ts";
import { readModule } from "../../../wasm-models/module/read.ts";
import { InferenceError } from "../../errors.ts";

const MAX_ESTIMATOR_DEPTH = 64;

/** @throws InferenceError INVALID_ARGUMENT when a part is not what the compiler writes */
export function readMetadata(module: Uint8Array): ModelMetadata {
  const metadata = parsed(module);
  const part = PARTS.find(([, isRight]) => !isRight(metadata))?.[0];
  if (part === undefined) return metadata;
  throw new ModelFileError("Compiled model", `${part} as the compiler writes it`, "something else");
}

// JSON that is none, or sections that end too soon.
function parsed(module: Uint8Array): ModelMetadata {
  try {
    return readModule(module).metadata;
  } catch (error) {
    if (InferenceError.is(error)) throw error;
    throw new ModelFileError("Compiled model", "metadata that can be read", "something else");
  }
}

type Any = Readonly<Record<string, unknown>>;

/** Parts that are printed, with what they must be. */
const PARTS: readonly (readonly [part: keyof ModelMetadata, isRight: (metadata: ModelMetadata) => boolean])[] = [
  ["features", ({ features }) => isListOf(features, ({ name, kind }) => isTextOrNone(name) && isText(kind))],
  ["outputs", ({ outputs }) => isListOf(outputs, isOutput)],
  ["answers", ({ answers }) => isText(answers)],
  ["library", ({ library, libraryVersion }) => isText(library) && isTextOrNone(libraryVersion ?? undefined)],
  ["estimator", ({ estimator }) => isEstimator(estimator, 0)],
  ["warnings", ({ warnings }) => Array.isArray(warnings) && warnings.every(isText)],
  ["sourceDigest", ({ sourceDigest }) => isTextOrNone(sourceDigest)],
  ["certificate", ({ certificate }) => certificate === undefined || isCertificate(certificate)],
];

function isOutput({ name, columns, axes, datatype, labels, names }: Any): boolean {
  const isNamed = names === undefined || (Array.isArray(names) && names.every(isText));
  const isLabelled = labels === undefined || (Array.isArray(labels) && labels.every(isLabels));
  return isText(name) && isNumber(columns) && isNumber(axes) && isText(datatype) && isNamed && isLabelled;
}

function isLabels(labels: unknown): boolean {
  return (
    Array.isArray(labels) && labels.every((label) => typeof label !== "object" || isText((label as Any)?.["integer"]))
  );
}

function isEstimator(node: unknown, depth: number): boolean {
  if (!isRecord(node) || depth > MAX_ESTIMATOR_DEPTH) return false;
  const { role, name, detail, children } = node;
  if (!isText(role) || !isText(name) || !isText(detail) || !Array.isArray(children)) return false;
  return children.every((child) => isEstimator(child, depth + 1));
}

function isCertificate(certificate: unknown): boolean {
  if (!isRecord(certificate)) return false;
  const { rows, output, largestRelative, largestUlp, sourceDigest, libraryVersion } = certificate;
  const numbers = [rows, largestRelative, largestUlp].every(isNumber);
  return numbers && isText(output) && isText(sourceDigest) && isTextOrNone(libraryVersion ?? undefined);
}

function isListOf(value: unknown, isRight: (item: Any) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && isRight(item));
}

function isRecord(value: unknown): value is Any {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || isText(value);
}
