/**
 * The engines of one worker thread. Each kind of engine is imported when the first of it is built,
 * so a pool of WASM modules never loads onnxruntime.
 * @module
 */
import type { Logger } from "../../../host.ts";
import type { WorkerEngine } from "./worker-engine.ts";
import type { OnnxEngineSettings } from "../../../units/onnx/engine.ts";
import type { OnnxRuntime } from "../../../units/onnx/onnx-runtime.ts";
import type { WasmSettings } from "../../../units/wasm/settings.ts";
import type { SharedSource } from "./messages.ts";
import type { ThreadedSettings } from "../../../units/component/threaded.ts";
import { createNodeHost } from "../host.ts";

export interface WorkerEngines {
  /** The engine of this id, built from `source` if it is not there yet. */
  get(id: number, source: SharedSource | undefined): Promise<WorkerEngine>;
  has(id: number): boolean;
  close(id: number): Promise<void>;
  /** Whether something has crashed that all later engines would need. */
  readonly broken: boolean;
}

/** Makes an empty set of engines. */
export function createWorkerEngines(logger: Logger): WorkerEngines {
  const engines = new Map<number, WorkerEngine>();
  const host = createNodeHost({ logger });
  let onnx: OnnxRuntime | undefined;

  const build = async ({ engine, bytes, settings }: SharedSource): Promise<WorkerEngine> => {
    if (engine === "onnx") {
      const { openOnnxRuntime } = await import("../../../units/onnx/onnx-runtime.ts");
      const { createOnnxEngine } = await import("../../../units/onnx/engine.ts");
      onnx ??= await openOnnxRuntime(host);
      return await createOnnxEngine(bytes, settings as unknown as OnnxEngineSettings, onnx);
    }
    if (engine === "component") {
      const { createComponentEngine } = await import("./component-engine.ts");
      return await createComponentEngine(settings as unknown as ThreadedSettings, logger);
    }
    const { createWasmEngine } = await import("../../../units/wasm/engine.ts");
    // The compiler does not take shared memory.
    return await createWasmEngine(bytes.slice(), settings as unknown as WasmSettings, host);
  };

  return {
    async get(id, source) {
      const known = engines.get(id);
      if (known !== undefined) return known;
      if (source === undefined) throw new TypeError(`Engine ${id} was never opened in this thread`);
      const engine = await build(source);
      engines.set(id, engine);
      return engine;
    },
    has: (id) => engines.has(id),
    async close(id) {
      const engine = engines.get(id);
      engines.delete(id);
      await engine?.close();
    },
    get broken() {
      return onnx?.broken !== undefined;
    },
  };
}
