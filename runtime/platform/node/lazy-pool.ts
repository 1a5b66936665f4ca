/** A pool of worker threads that exists from the first unit that needs it. @module */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Logger } from "../../host.ts";
import type { UnitOffload } from "../../units/offload.ts";
import { createWorkerPool } from "./pool/pool.ts";
import type { WorkerPool } from "./pool/pool.ts";

export interface LazyPool extends UnitOffload {
  readonly close: () => Promise<void>;
}

export function createLazyPool(logger?: Logger): LazyPool {
  let pool: WorkerPool | undefined;
  return {
    open(source) {
      pool ??= createWorkerPool({ workerUrl: workerUrl(), ...(logger && { logger }) });
      return pool.open(source);
    },
    close: async () => pool?.close(),
  };
}

// The worker is an entry of its own in dist/, wherever this code was bundled to.
function workerUrl(): URL {
  const manifest = createRequire(import.meta.url).resolve("zerohop/package.json");
  return new URL("./dist/platform/node/pool/worker.js", pathToFileURL(manifest));
}
