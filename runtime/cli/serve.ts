/** `zerohop serve`. @module */
import { createRuntime } from "../platform/node/index.ts";
import { createJsonLogger } from "../platform/node/logger.ts";
import { serve } from "../platform/node/server.ts";
import type { NodeServer } from "../platform/node/server.ts";
import { isWorker, reportReady } from "../platform/node/worker-process.ts";
import type { Runtime } from "../runtime.ts";
import { addressOf, curlAccess, urlOf } from "./curl-access.ts";
import { checkedTls, readAuth } from "./security.ts";
import type { AuthFlags, TlsFlags } from "./security.ts";
import { drainDelayIn, stopOnSignals, surviveStrayErrors } from "./signals.ts";
import { openServingState, openSupervisedState, statePlaceOf } from "./state.ts";
import { refuseStrayUnits } from "./stray-units.ts";
import { welcome } from "./welcome.ts";

export interface ServeFlags extends TlsFlags, AuthFlags {
  readonly predictor?: string;
  readonly httpPort: number;
  /** Absent: the port of the contract, when it is free. */
  readonly grpcPort?: number | "none";
  readonly grpcMaxMessageSize?: number;
  readonly host?: string;
  readonly workers: number;
  readonly unit?: Readonly<Record<string, string>>;
  readonly state?: string;
  readonly drainMs?: number;
}

/** As Seldon's operator tells its orchestrator. */
const GRPC_PORT = 5001;

/** Serves a manifest until a signal ends it. */
export async function serveCommand(manifest: string, flags: ServeFlags): Promise<void> {
  const place = statePlaceOf(flags.state);
  // Before processes are started: what is wrong is said once.
  const auth = await readAuth(flags, process.env);
  const tls = checkedTls(flags, process.env);
  if (flags.workers > 1 && !isWorker()) {
    const print = (text: string): void => void process.stdout.write(text);
    const { superviseWorkers } = await import("../platform/node/supervisor.ts");
    const held = await openSupervisedState(manifest, place);
    const code = await superviseWorkers(flags.workers, print, held);
    await held?.close();
    process.exit(code);
  }
  const state = await openServingState(manifest, place);
  const runtime = await createRuntime(manifest, {
    ...(flags.unit !== undefined && { units: flags.unit }),
    ...(flags.predictor !== undefined && { predictor: flags.predictor }),
    ...(auth !== undefined && { auth }),
    ...(state !== undefined && { state, onClose: () => state.close() }),
  });
  const drainDelayMs = flags.drainMs ?? drainDelayIn(process.env);
  const server = await start(runtime, flags, tls, drainDelayMs).catch(async (error: unknown) => {
    await runtime.close();
    throw error;
  });
  surviveStrayErrors(createJsonLogger("error"));
  const listening = { host: flags.host, port: server.port };
  const text = welcome(runtime, {
    url: urlOf(tls === undefined ? "http" : "https", listening),
    grpc: addressOf({ host: flags.host, port: server.grpcPort }),
    workers: flags.workers,
    curl: await curlAccess(listening, tls, flags),
  });
  if (isWorker()) reportReady(text);
  else process.stdout.write(text);
  stopOnSignals(() => server.stop(), drainDelayMs);
}

async function start(
  runtime: Runtime,
  flags: ServeFlags,
  tls: ReturnType<typeof checkedTls>,
  drainDelayMs: number,
): Promise<NodeServer> {
  refuseStrayUnits(runtime, flags.unit ?? {});
  return serve(runtime, {
    port: flags.httpPort,
    grpcPort: flags.grpcPort === "none" ? undefined : (flags.grpcPort ?? GRPC_PORT),
    isGrpcPortOptional: flags.grpcPort === undefined,
    maxMessageBytes: flags.grpcMaxMessageSize,
    host: flags.host,
    tls,
    drainDelayMs,
  });
}
