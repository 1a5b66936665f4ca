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
import { createRuntimeOn } from "../../runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime.ts";
import { createNodeHost } from "./host.ts";
import type { NodeHostOptions } from "./host.ts";
import { createLazyPool } from "./lazy-pool.ts";
import { loadManifest } from "./manifest-file.ts";

export * from "../../index.ts";
export { createListener as toNodeListener } from "./listener.ts";
export { serve } from "./server.ts";
export type { NodeServer, ServeOptions } from "./server.ts";
export { createNodeHost } from "./host.ts";
export type { NodeHostOptions } from "./host.ts";

/**
 * Loads a deployment.
 * @param manifest path of a YAML or JSON file, its text, or the parsed object
 * @throws ManifestError listing everything that is wrong
 */
export async function createRuntime(
  manifest: unknown,
  options: RuntimeOptions & NodeHostOptions = {},
): Promise<Runtime> {
  const source = await loadManifest(manifest);
  const pool = createLazyPool(options.logger);
  const host = createNodeHost({ offload: pool, ...options, folder: options.folder ?? source.folder });
  return createRuntimeOn(host, source.manifest, { onClose: pool.close, ...options });
}
