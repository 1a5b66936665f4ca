/**
 * The pool with its worker entry as they are built for a release, and a worker that needs no model.
 * @module
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Metafile } from "esbuild";
import { createWorkerPool } from "../../../runtime/platform/node/pool/pool.ts";
import type { WorkerPool, WorkerPoolOptions } from "../../../runtime/platform/node/pool/pool.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;

/** A worker that speaks the pool's protocol and does what the verb says, without a model. */
const FAKE_WORKER = `
import { parentPort } from "node:worker_threads";
const known = new Set();
parentPort.on("message", ({ kind, call, engine, source, verb, tensors }) => {
  if (source) known.add(engine);
  if (kind === "close") return known.delete(engine);
  if (verb === "route") process.exit(3);
  if (verb === "aggregate") throw new Error("unhandled");
  if (verb === "transformOutput") for (;;);
  const until = Date.now() + (tensors?.[0]?.data[0] ?? 0);
  while (Date.now() < until);
  parentPort.postMessage({ kind: "answer", call, value: kind === "describe" ? [...known] : tensors });
});
`;

export interface BuiltPool {
  readonly bundle: Metafile;
  /** URL of a built file: `worker`, `fake` or `pool`. */
  url(name: string): URL;
  /** A pool of one thread, if the options do not say otherwise. */
  make(entry: "worker" | "fake", options?: Partial<WorkerPoolOptions>): WorkerPool;
  /** Closes all pools and removes the files. */
  close(): Promise<void>;
}

/** Bundles pool and worker into a folder of their own. */
export async function buildPool(): Promise<BuiltPool> {
  // Inside of the repository, where the bundle's bare imports resolve.
  const folder = await mkdtemp(join(ROOT, "node_modules", ".pool-test-"));
  const { metafile } = await build({
    entryPoints: [`${ROOT}runtime/platform/node/pool/worker.ts`, `${ROOT}runtime/platform/node/pool/pool.ts`],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["onnxruntime-web", "@wasmer/wasi"],
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
    metafile: true,
  });
  await writeFile(join(folder, "fake.mjs"), FAKE_WORKER);
  const pools: WorkerPool[] = [];
  const url = (name: string) => pathToFileURL(join(folder, `${name}.mjs`));
  return {
    bundle: metafile,
    url,
    make(entry, options = {}) {
      const pool = createWorkerPool({ workerUrl: url(entry), size: 1, ...options });
      pools.push(pool);
      return pool;
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One row of numbers. */
export function floats(...data: number[]): Tensor {
  return { name: "x", datatype: "FP32", shape: [1, data.length], data: Float32Array.from(data) };
}
