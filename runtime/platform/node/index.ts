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
import type { ManifestOnHost, Runtime, RuntimeOptions } from "../../runtime.ts";
import { createFiles } from "./files.ts";
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

/** The core's options and the host's; where manifests come from is this entry's own business. */
export type NodeRuntimeOptions = Omit<RuntimeOptions, "readSource"> & NodeHostOptions;

/**
 * Loads a deployment. The runtime's `swap()` takes what this takes; the model paths of a manifest
 * file start at its own folder, those of text and objects at the folder of the start.
 * @param manifest path of a YAML or JSON file, its text, or the parsed object
 * @throws ManifestError listing everything that is wrong
 */
export async function createRuntime(manifest: unknown, options: NodeRuntimeOptions = {}): Promise<Runtime> {
  const source = await loadManifest(manifest);
  const pool = createLazyPool(options.logger);
  const host = createNodeHost({
    ...options,
    offload: options.offload ?? pool,
    folder: options.folder ?? source.folder,
  });
  const readSource = async (next: unknown): Promise<ManifestOnHost> => {
    const { manifest: parsed, folder } = await loadManifest(next);
    const stays = folder === undefined || options.folder !== undefined;
    return { manifest: parsed, host: stays ? host : { ...host, files: createFiles(folder) } };
  };
  const onClose = async (): Promise<void> => {
    try {
      await options.onClose?.();
    } finally {
      await pool.close();
    }
  };
  try {
    return await createRuntimeOn(host, source.manifest, { ...options, readSource, onClose });
  } catch (error) {
    await pool.close();
    throw error;
  }
}
