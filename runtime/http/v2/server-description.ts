/**
 * What a server of the Open Inference protocol is: one description for REST and gRPC.
 * @module
 */
import { PRODUCT, VERSION } from "../product.ts";

export interface ServerDescription {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

/** Binary tensors are bytes behind the JSON over REST, and raw contents over gRPC. */
export const SERVER: ServerDescription = Object.freeze({
  name: PRODUCT,
  version: VERSION,
  extensions: Object.freeze(["binary_tensor_data"]),
});

/** What managing models is answered with, as a sentence without a final period. */
export const FIXED_MODELS = "the graph decides which models there are; change the manifest instead";

/** Paths of the protocol's extensions that are not served, and why, by what is asked for. */
const NOT_SERVED: readonly (readonly [path: RegExp, why: string])[] = [
  [/^\/v2\/repository(?:\/|$)/, `model_repository is not served: ${FIXED_MODELS}`],
  [/^\/v2\/models\/[^/]+(?:\/versions\/[^/]+)?\/config$/, "model_configuration is not served"],
  [/^\/v2\/models(?:\/[^/]+(?:\/versions\/[^/]+)?)?\/stats$/, "statistics is not served"],
  [/\/trace\/setting$/, "trace is not served"],
  [/^\/v2\/logging$/, "logging is not served"],
  [/^\/v2\/(?:system|cuda)sharedmemory(?:\/|$)/, "shared memory is not served: send tensors in the request"],
  [/\/generate(?:_stream)?$/, "generate is not served: ask with infer"],
];

/** Why a path of an extension is not there; undefined for paths that no extension has. */
export function notServed(path: string): string | undefined {
  const found = NOT_SERVED.find(([pattern]) => pattern.test(path));
  return found && `the extension ${found[1]}`;
}
