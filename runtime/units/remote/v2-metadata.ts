/** What a server of the Open Inference protocol says about a model. @module */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { UnitMetadata } from "../unit.ts";
import { toMetadata } from "./metadata.ts";

/** @throws InferenceError BAD_METADATA naming the field. */
export function v2Metadata(given: JsonObject, source: string): UnitMetadata {
  const { name, versions, platform } = given;
  const inputs = tensorsOf(given["inputs"]);
  const outputs = tensorsOf(given["outputs"]);
  return toMetadata({ name: name ?? "", versions: versions ?? [], platform: platform ?? "", inputs, outputs }, source);
}

// Servers say more about a tensor than the protocol has, such as parameters.
function tensorsOf(list: JsonValue | undefined): JsonValue {
  if (!Array.isArray(list)) return list ?? [];
  return list.map((item: JsonValue) => {
    if (!isJsonObject(item)) return item;
    const { name = "", datatype = "", shape = [] } = item;
    return { name, datatype, shape };
  });
}
