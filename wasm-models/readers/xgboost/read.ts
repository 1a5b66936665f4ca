/**
 * Reads XGBoost models in every format that the library has written, told apart by content. A reader
 * trusts nothing: all sizes are checked before anything is made, all references before they are followed.
 * @module
 */
import { readBase64 } from "./base64.ts";
import { checkTrees } from "./check-trees.ts";
import { modelOfDocument } from "./document-model.ts";
import { readJson } from "./json.ts";
import { readLegacy } from "./legacy.ts";
import { marginsOf } from "./margins.ts";
import type { XgboostModel } from "./model.ts";
import { refuse } from "./refuse.ts";
import { BASE64_HEADER, BINARY_HEADER, SNAPSHOT_HEADER, sniffXgboost } from "./sniff.ts";
import { readUbjson } from "./ubjson.ts";

/**
 * @param bytes a model file, or the `handle` of a pickled Booster
 * @throws ModelFileError saying which tree, node and field are not what they should be
 */
export function readXgboost(bytes: Uint8Array): XgboostModel {
  // A view of our own: what Node calls a Buffer shares its memory with its slices.
  const model = readUnchecked(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (model.booster.kind === "trees") checkTrees(model.booster.trees, model.featureCount);
  // Refuses an unknown objective, and a base score that it cannot have.
  marginsOf(model);
  return model;
}

function readUnchecked(bytes: Uint8Array): XgboostModel {
  switch (sniffXgboost(bytes)) {
    case "json":
      return modelOfDocument(readJson(bytes));
    case "ubjson":
      return modelOfDocument(readUbjson(bytes));
    case "base64":
      return readBinary(readBase64(bytes.subarray(BASE64_HEADER.length)));
    case "snapshot":
      return readSnapshot(bytes);
    default:
      return readBinary(bytes);
  }
}

function readBinary(bytes: Uint8Array): XgboostModel {
  switch (sniffXgboost(bytes)) {
    case "binary":
      return readLegacy(bytes.subarray(BINARY_HEADER.length));
    case "headerless":
      return readLegacy(bytes);
    default:
      return refuse("", "JSON, UBJSON or the binary format", `${bytes.length} bytes of none of them`);
  }
}

/** What 1.0 to 1.2 put into a pickle: a header, the length of the model, the model, its configuration. */
function readSnapshot(bytes: Uint8Array): XgboostModel {
  const start = SNAPSHOT_HEADER.length + 8;
  if (bytes.length < start) refuse("snapshot", `${start} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + SNAPSHOT_HEADER.length, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 4294967296;
  const left = bytes.length - start;
  if (length > left) refuse("snapshot", `a model of at most ${left} bytes`, `${length}`);
  return readBinary(bytes.subarray(start, start + length));
}
