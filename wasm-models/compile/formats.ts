/** Formats of trained models, one row each; the content decides, never the file's name. @module */
import { ModelFileError } from "../readers/pickle/model-file-error.ts";
import { importLightgbm } from "../importers/lightgbm.ts";
import { importSklearn } from "../importers/sklearn/import.ts";
import { importXgboost } from "../importers/xgboost.ts";
import type { ImportedModel } from "../ir/program.ts";
import { isLightgbm, readLightgbm } from "../readers/lightgbm/read.ts";
import { openField, readModelPickle } from "../readers/pickle/index.ts";
import { readXgboost } from "../readers/xgboost/read.ts";
import { sniffXgboost } from "../readers/xgboost/sniff.ts";

export interface ModelFormat {
  readonly name: "LightGBM text" | "pickle" | "XGBoost";
  recognises(bytes: Uint8Array): boolean;
  /** @throws ModelFileError when it is damaged, or asks for what cannot be compiled */
  read(bytes: Uint8Array): Promise<ImportedModel>;
}

/** Other kinds of files that people take for these, with what to do. */
const ADVICE: readonly (readonly [recognises: (bytes: Uint8Array) => boolean, advice: string])[] = [
  [(bytes) => begins(bytes, 0x00, 0x61, 0x73, 0x6d), "a WebAssembly module: use WASM_SERVER"],
  [
    (bytes) => begins(bytes, 0x50, 0x4b, 0x03, 0x04),
    "a zip archive: unpack it, or export the PyTorch or Keras model inside to ONNX",
  ],
  [(bytes) => begins(bytes, 0x89, 0x48, 0x44, 0x46), "an HDF5 file: export the Keras model to ONNX"],
  [
    (bytes) => begins(bytes, 0x08) && bytes.length > 16,
    "an ONNX model or another protobuf file: use ONNX_SERVER for ONNX",
  ],
];

export const FORMATS: readonly ModelFormat[] = [
  {
    name: "LightGBM text",
    recognises: isLightgbm,
    read: async (bytes) => importLightgbm(readLightgbm(bytes)),
  },
  {
    name: "pickle",
    recognises: isPickle,
    read: async (bytes) => importSklearn(openField((await readModelPickle(bytes)).root)),
  },
  {
    name: "XGBoost",
    recognises: (bytes) => sniffXgboost(bytes) !== undefined,
    read: async (bytes) => importXgboost(readXgboost(bytes)),
  },
];

/** @throws ModelFileError saying what it seems to be, when it is none */
export function formatOf(bytes: Uint8Array): ModelFormat {
  const format = FORMATS.find(({ recognises }) => recognises(bytes));
  if (format !== undefined) return format;
  const advice = ADVICE.find(([recognises]) => recognises(bytes))?.[1];
  const got = bytes.length === 0 ? "an empty file" : (advice ?? "a file of another kind");
  throw new ModelFileError("Model file", "a pickle of scikit-learn, an XGBoost or a LightGBM model", got);
}

function begins(bytes: Uint8Array, ...start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** Plain with a protocol, or compressed as joblib does it, or one of the texts of protocol 0 and 1. */
function isPickle(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  if (first === 0x80 && second >= 2 && second <= 5) return true;
  const isZlib = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0 && first >> 4 <= 7;
  if (isZlib || begins(bytes, 0x1f, 0x8b) || begins(bytes, 0x04, 0x22, 0x4d, 0x18)) return true;
  if (begins(bytes, 0x42, 0x5a, 0x68) || begins(bytes, 0xfd, 0x37, 0x7a, 0x58) || begins(bytes, 0x5d, 0x00, 0x00))
    return true;
  // "ccopy_reg\n", "(i", "(dp0", "c__builtin__\n": an opcode and the name of a module.
  return (first === 0x63 || first === 0x28) && sniffXgboost(bytes) === undefined;
}
