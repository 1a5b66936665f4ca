/**
 * On which thread a model runs.
 *
 * A run holds its thread, so what takes milliseconds belongs into a worker, and what takes
 * microseconds must not pay for the way there. The choice is made twice.
 *
 * When the model is loaded: a file that is large, has many nodes or loops inside is tried out in a
 * worker first, since loading it or its first run may take seconds, and a swap builds new units
 * while the old ones serve. All others are loaded here at once, which is cheaper by a thread; should
 * the first runs be slow after all, that session is given up for one in the workers.
 *
 * For each request: a model that lives here still sends an input away whose run is expected to take
 * too long.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import { createOnnxEngine } from "./engine.ts";
import type { OnnxEngineReport, OnnxEngineSettings } from "./engine.ts";
import { lazyWorker } from "./lazy-worker.ts";
import type { LazyWorker } from "./lazy-worker.ts";
import { scanModel } from "./model-scan.ts";
import type { ModelScan } from "./model-scan.ts";
import { openOnnxRuntime } from "./onnx-runtime.ts";
import { placedModel } from "./placed-model.ts";
import type { LocalModel, PlacedModel } from "./placed-model.ts";
import { INLINE_LIMIT_MS } from "./run-estimate.ts";
import type { OnnxSettings } from "./settings.ts";

/** About 100 ms of loading at the 90 ms a MiB that tree models take. */
const LARGE_BYTES = 2 ** 20;
/** The graph optimizer takes 4.5 s for a chain of 20,000 nodes. */
const MANY_NODES = 1000;
/** Loading holds the thread; a health answer may not wait longer than this. */
const INLINE_LOAD_MS = 100;

/** Loads the model on the thread that suits it. */
export async function placeModel(
  unit: string,
  bytes: Uint8Array<ArrayBuffer>,
  settings: OnnxSettings,
  host: RuntimeHost,
): Promise<PlacedModel> {
  // Also for its errors: whatever the thread, a model with weights elsewhere is refused here.
  const scan = scanModel(bytes);
  const engineSettings: OnnxEngineSettings = {
    warmUpMs: settings.warmUpMs,
    ...(settings.outputs === undefined ? {} : { outputs: settings.outputs }),
  };
  const away = lazyWorker(unit, bytes, engineSettings, host);
  if (settings.thread === "inline" || away === undefined) {
    if (settings.thread === "worker") {
      throw new InferenceError("UNIMPLEMENTED", "zerohop.thread is worker, but this platform has no worker threads");
    }
    const here = await loadHere(bytes, engineSettings, host);
    return placedModel(here.report, host, here, undefined);
  }
  try {
    return await placeAutomatically(bytes, scan, settings, engineSettings, host, away);
  } catch (error) {
    await away.close();
    throw error;
  }
}

async function placeAutomatically(
  bytes: Uint8Array,
  scan: ModelScan,
  settings: OnnxSettings,
  engineSettings: OnnxEngineSettings,
  host: RuntimeHost,
  away: LazyWorker,
): Promise<PlacedModel> {
  if (settings.thread === "worker" || maybeSlow(bytes, scan)) {
    const report = await away.describe();
    if (settings.thread === "worker" || isSlow(report)) return placedModel(report, host, undefined, away);
  }
  const here = await loadHere(bytes, engineSettings, host);
  if (!isSlow(here.report)) return placedModel(here.report, host, here, away);
  await here.engine.close();
  return placedModel(here.report, host, undefined, away);
}

async function loadHere(bytes: Uint8Array, settings: OnnxEngineSettings, host: RuntimeHost): Promise<LocalModel> {
  const runtime = await openOnnxRuntime(host);
  const engine = await createOnnxEngine(bytes, settings, runtime);
  try {
    return { engine, runtime, report: await engine.describe() };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function maybeSlow(bytes: Uint8Array, scan: ModelScan): boolean {
  return bytes.length > LARGE_BYTES || scan.nodeCount > MANY_NODES || scan.hasSubgraphs;
}

function isSlow({ loadMs, samples }: OnnxEngineReport): boolean {
  return loadMs > INLINE_LOAD_MS || (samples[0]?.ms ?? 0) > INLINE_LIMIT_MS;
}
