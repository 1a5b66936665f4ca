/** Ending a process on SIGTERM and SIGINT without losing requests. @module */

/** Calls `stop` at the first signal and exits 0 when it is done; a second signal exits at once. */
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
  process.on("SIGINT", onSignal);
}
