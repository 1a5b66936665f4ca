/** Ending a process on SIGTERM and SIGINT without losing requests. @module */
import type { Logger } from "../host.ts";
import { isWorker } from "../platform/node/worker-process.ts";

/** Milliseconds in which an ingress or orchestrator notices that a pod is not ready any more. */
const POD_DRAIN_MS = 5000;

/** For how long requests are accepted after a signal: in a pod until it is noticed; elsewhere nobody has to notice. */
export function drainDelayIn(env: Readonly<Record<string, string | undefined>>): number {
  return env["KUBERNETES_SERVICE_HOST"] === undefined ? 0 : POD_DRAIN_MS;
}

/**
 * Keeps serving when a component throws where no request waits for it, as in a timer: one unit's slip
 * must not end all the others. It is logged as an error.
 */
export function surviveStrayErrors(logger: Logger): void {
  // Who read the output may be gone: an error about that would be written there, and so on without end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const log = (error: unknown): void =>
    logger.log("error", "error outside of any request, in a component or a library", { error });
  process.on("uncaughtException", log);
  process.on("unhandledRejection", log);
}

/**
 * Calls `stop` at the first signal and exits 0 when it is done; a second signal exits at once. One
 * of several workers passes SIGINT over: a terminal sends it to all processes, and the first of them
 * then tells the workers.
 */
export function stopOnSignals(stop: () => Promise<void>, drainDelayMs: number): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(130);
    isStopping = true;
    const wait = drainDelayMs > 0 ? `, accepting requests for ${drainDelayMs / 1000} s more` : "";
    process.stderr.write(`${signal}: draining${wait}\n`);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", isWorker() ? () => {} : onSignal);
}
