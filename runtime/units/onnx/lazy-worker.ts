/**
 * A model's copy in the worker threads, opened when something needs it.
 * @module
 */
import type { RuntimeHost } from "../../host.ts";
import type { OffloadedEngine } from "../offload.ts";
import type { OnnxEngineReport, OnnxEngineSettings } from "./engine.ts";

export interface LazyWorker {
  /** The model in the workers. */
  open(): OffloadedEngine;
  /** Loads it there, warms it up and says what it is and how fast. */
  describe(): Promise<OnnxEngineReport>;
  close(): Promise<void>;
}

/** Makes it, without opening anything; undefined where there are no worker threads. */
export function lazyWorker(
  unit: string,
  bytes: Uint8Array<ArrayBuffer>,
  settings: OnnxEngineSettings,
  { offload }: RuntimeHost,
): LazyWorker | undefined {
  if (offload === undefined) return undefined;
  let opened: OffloadedEngine | undefined;
  // Kept until then; the workers make their own copy.
  let pending: Uint8Array<ArrayBuffer> | undefined = bytes;
  const open = (): OffloadedEngine => {
    if (opened === undefined) {
      opened = offload.open({ engine: "onnx", unit, bytes: pending!, settings: { ...settings } });
      pending = undefined;
    }
    return opened;
  };
  return {
    open,
    async describe() {
      const worker = open();
      if (worker.describe === undefined) throw new TypeError("An offload that takes ONNX models must describe them");
      return (await worker.describe()) as OnnxEngineReport;
    },
    async close() {
      await opened?.close();
    },
  };
}
