/** `zerohop serve`. @module */
import { createRuntime } from "../platform/node/index.ts";
import { serve } from "../platform/node/server.ts";
import type { Runtime } from "../runtime.ts";
import { drawPredictor } from "./graph-text.ts";
import { stopOnSignals } from "./signals.ts";

export interface ServeFlags {
  readonly predictor?: string;
  readonly httpPort: number;
  readonly host?: string;
  readonly workers: number;
  readonly unit: Readonly<Record<string, string>>;
  readonly drainMs?: number;
}

/** Milliseconds in which an ingress notices that a pod is not ready any more. */
const POD_DRAIN_MS = 5000;

/** Serves a manifest until a signal ends it. */
export async function serveCommand(manifest: string, flags: ServeFlags): Promise<void> {
  const runtime = await createRuntime(manifest, {
    units: flags.unit,
    ...(flags.predictor !== undefined && { predictor: flags.predictor }),
  });
  const drainDelayMs = flags.drainMs ?? (process.stdout.isTTY ? 0 : POD_DRAIN_MS);
  const server = await serve(runtime, { port: flags.httpPort, host: flags.host, drainDelayMs });
  process.stdout.write(welcome(runtime, `http://${flags.host ?? "localhost"}:${server.port}`));
  stopOnSignals(() => server.stop(), drainDelayMs);
}

function welcome(runtime: Runtime, url: string): string {
  const { name, namespace } = runtime.deployment;
  const { predictors } = runtime.plane.generation;
  const trees = predictors.map((predictor) => {
    if (predictor.shadow) return drawPredictor(predictor, "  (shadow)");
    return drawPredictor(predictor, predictors.length > 1 ? `  ${predictor.traffic} %` : "");
  });
  return [
    "",
    `Zerohop serves ${namespace}/${name} in one process`,
    "",
    ...trees,
    "",
    `  REST  ${url}/api/v1.0/predictions`,
    "",
    "",
  ].join("\n");
}
