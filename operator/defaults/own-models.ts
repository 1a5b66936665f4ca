/** Units whose modelUri alone says that the runtime serves them. @module */
import type { PredictiveUnit } from "../api/seldon-deployment.ts";
import { serverOf } from "./servers.ts";

const ENDINGS = /\.(onnx|wasm|m?ts|m?js)$/i;

/** Whether the modelUri is a file that the runtime runs itself: ONNX, WASM, TypeScript or JavaScript. */
export function isOwnModel(unit: PredictiveUnit): boolean {
  const { modelUri = "" } = unit;
  const path = modelUri.replace(/#sha256=.*$/s, "");
  return serverOf(unit) === undefined && ENDINGS.test(/^https?:/i.test(path) ? path.replace(/\?.*$/s, "") : path);
}
