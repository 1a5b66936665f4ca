/** A runtime in a Node process, and what is opened and closed on its behalf. @module */
import { createRuntimeOn } from "../../runtime.ts";
import type { ManifestOnHost, Runtime, RuntimeOptions } from "../../runtime.ts";
import { createNodeHost } from "./host.ts";
import type { NodeHostOptions } from "./host.ts";
import type { LazyPool } from "./lazy-pool.ts";
import { createLocalAccess } from "./local-access.ts";
import { loadManifest } from "./manifest-file.ts";

/** The core's options and the host's; where manifests come from is this entry's own business. */
export type NodeRuntimeOptions = Omit<RuntimeOptions, "readSource"> & NodeHostOptions;

/**
 * Loads a deployment with threads from `pool`, which is closed with the runtime, or at once when the
 * deployment cannot be served.
 */
export async function openRuntime(manifest: unknown, options: NodeRuntimeOptions, pool: LazyPool): Promise<Runtime> {
  const source = await loadManifest(manifest);
  const host = createNodeHost({
    ...options,
    offload: options.offload ?? pool,
    folder: options.folder ?? source.folder,
  });
  const readSource = async (next: unknown): Promise<ManifestOnHost> => {
    const { manifest: parsed, folder } = await loadManifest(next);
    const stays = folder === undefined || options.folder !== undefined;
    return {
      manifest: parsed,
      host: stays ? host : { ...host, ...createLocalAccess(folder, host.env, host.logger) },
    };
  };
  const onClose = async (): Promise<void> => {
    try {
      await options.onClose?.();
    } finally {
      await Promise.all([pool.close(), host.close?.()]);
    }
  };
  try {
    return await createRuntimeOn(host, source.manifest, { ...options, readSource, onClose });
  } catch (error) {
    await Promise.all([pool.close(), host.close?.()]);
    throw error;
  }
}
