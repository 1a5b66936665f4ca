/**
 * Entry of a worker thread: builds engines and runs them, one call at a time.
 * @module
 */
import { parentPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { LogLevel } from "../../../host.ts";
import { toPlainError } from "./messages.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { packOwned } from "./transfer.ts";
import { createWorkerEngines } from "./worker-engines.ts";

const port = threadPort();

const engines = createWorkerEngines({
  log: (level: LogLevel, message: string, fields = {}) => {
    port.postMessage({ kind: "log", level, message, fields } satisfies FromWorker, []);
  },
});

async function answer(message: Exclude<ToWorker, { kind: "close" }>): Promise<void> {
  const { call, engine: id, source } = message;
  try {
    const engine = await engines.get(id, source);
    if (message.kind === "describe") {
      port.postMessage({ kind: "answer", call, value: await engine.describe?.() } satisfies FromWorker, []);
      return;
    }
    const { tensors, transfer } = packOwned(await engine.run(message.verb, message.tensors));
    port.postMessage({ kind: "answer", call, value: tensors } satisfies FromWorker, transfer);
  } catch (error) {
    const failure: FromWorker = {
      kind: "failure",
      call,
      error: toPlainError(error),
      built: engines.has(id),
      fatal: engines.broken,
    };
    port.postMessage(failure, []);
  }
}

port.on("message", (message: ToWorker) => {
  // Errors of a close have nobody to go to; what is left goes with the thread.
  if (message.kind === "close") engines.close(message.engine).catch(() => undefined);
  else void answer(message);
});

function threadPort(): MessagePort {
  if (parentPort === null) throw new TypeError("This file is the entry of a worker thread");
  return parentPort;
}
