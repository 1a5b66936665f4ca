/** The compiler as the runtime takes it: a file in, a model that answers out. @module */
import type { ModelCompiler } from "../../runtime/units/trained-model.ts";
import { LinkedKernels } from "../backends/wasm/linked.ts";
import { KERNELS_DIGEST } from "../backends/wasm/standalone-module.ts";
import { METADATA_VERSION } from "../module/metadata.ts";
import { openTrainedModel } from "../module/trained-model.ts";
import { compileModel } from "./compile.ts";
import { sha256 } from "./digest.ts";

/** Where compiled modules are kept between starts. What it gives is trusted. */
export interface ModuleCache {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, module: Uint8Array): Promise<void>;
}

/**
 * @param cache nothing is kept without one
 * @param revision of the program: what another one compiled is compiled again
 */
export async function createModelCompiler(revision: string, cache?: ModuleCache): Promise<ModelCompiler> {
  const kernels = await LinkedKernels.load();
  return {
    load: async (bytes) => {
      const key = `${await sha256(bytes)}-${METADATA_VERSION}-${KERNELS_DIGEST}-${revision}`;
      const kept = await cache?.get(key);
      if (kept !== undefined) return openTrainedModel(kept, kernels);
      const { module } = await compileModel(bytes);
      await cache?.put(key, module);
      return openTrainedModel(module, kernels);
    },
  };
}
