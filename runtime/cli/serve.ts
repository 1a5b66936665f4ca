/** `zerohop serve`. @module */
import { createRuntime } from "../platform/node/index.ts";
import { createJsonLogger } from "../platform/node/logger.ts";
import { serve } from "../platform/node/server.ts";
import type { NodeServer } from "../platform/node/server.ts";
import type { Runtime } from "../runtime.ts";
import { refuseStrayUnits } from "./stray-units.ts";
import { createWorkerState } from "../platform/node/state/worker-state.ts";
import { isFirstWorker, isWorker, reportReady } from "../platform/node/worker-process.ts";
import { drainDelayIn, stopOnSignals, surviveStrayErrors } from "./signals.ts";
import { welcome } from "./welcome.ts";

export interface ServeFlags {
  readonly predictor?: string;
  readonly httpPort: number;
  readonly host?: string;
  readonly workers: number;
  readonly unit: Readonly<Record<string, string>>;
  readonly drainMs?: number;
}

/** Serves a manifest until a signal ends it. */
export async function serveCommand(manifest: string, flags: ServeFlags): Promise<void> {
  if (flags.workers > 1 && !isWorker()) {
    const print = (text: string): void => void process.stdout.write(text);
    const { superviseWorkers } = await import("../platform/node/supervisor.ts");
    process.exit(await superviseWorkers(flags.workers, print));
  }
  const runtime = await createRuntime(manifest, {
    units: flags.unit,
    ...(flags.predictor !== undefined && { predictor: flags.predictor }),
    ...(isWorker() && { state: createWorkerState(isFirstWorker()) }),
  });
  const drainDelayMs = flags.drainMs ?? drainDelayIn(process.env);
  const server = await start(runtime, flags, drainDelayMs).catch(async (error: unknown) => {
    await runtime.close();
    throw error;
  });
  surviveStrayErrors(createJsonLogger("error"));
  const text = welcome(runtime, `http://${flags.host ?? "localhost"}:${server.port}`, flags.workers);
  if (isWorker()) reportReady(text);
  else process.stdout.write(text);
  stopOnSignals(() => server.stop(), drainDelayMs);
}

async function start(runtime: Runtime, flags: ServeFlags, drainDelayMs: number): Promise<NodeServer> {
  refuseStrayUnits(runtime, flags.unit);
  return serve(runtime, { port: flags.httpPort, host: flags.host, drainDelayMs });
}
