/**
 * Zerohop in a Node process.
 * @example
 * ```ts
 * import { createRuntime } from "zerohop";
 * const runtime = await createRuntime("deployment.yaml");
 * const answer = await runtime.predict([[5.1, 3.5, 1.4, 0.2]]);
 * await runtime.close();
 * ```
 * @module
 */
import type { Runtime } from "../../runtime.ts";
import { createLazyPool } from "./lazy-pool.ts";
import { openRuntime } from "./open-runtime.ts";
import type { NodeRuntimeOptions } from "./open-runtime.ts";

export * from "../../index.ts";
export { createListener as toNodeListener } from "./listener.ts";
export { serve } from "./server.ts";
export type { NodeServer, ServeOptions } from "./server.ts";
export { createNodeHost } from "./host.ts";
export type { NodeHostOptions } from "./host.ts";
export type { NodeRuntimeOptions } from "./open-runtime.ts";
export { identityOf } from "./state/identity.ts";
export type { OpenStateOptions, StateIdentity } from "./state/identity.ts";
export { openState } from "./state/open-state.ts";

/**
 * Loads a deployment. The runtime's `swap()` takes what this takes; the model paths of a manifest
 * file start at its own folder, those of text and objects at the folder of the start.
 * @param manifest path of a YAML or JSON file, its text, or the parsed object
 * @throws ManifestError listing everything that is wrong
 */
export function createRuntime(manifest: unknown, options: NodeRuntimeOptions = {}): Promise<Runtime> {
  return openRuntime(manifest, options, createLazyPool(options.logger));
}
