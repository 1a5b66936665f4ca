/** The RuntimeHost of Node.js. @module */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Logger, RuntimeHost } from "../../host.ts";
import type { UnitOffload } from "../../units/offload.ts";
import { createFiles } from "./files.ts";
import { importComponent } from "./import-component.ts";
import { createJsonLogger, levelFrom } from "./logger.ts";
import { createSender } from "./send.ts";

export interface NodeHostOptions {
  /** Folder that relative model paths start from. Default the working directory. */
  readonly folder?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly logger?: Logger | undefined;
  /** Threads for units that block. */
  readonly offload?: UnitOffload | undefined;
}

/** Makes the host; nothing is started or read before it is used. */
export function createNodeHost(options: NodeHostOptions = {}): RuntimeHost {
  const env = options.env ?? process.env;
  return {
    now: () => performance.now(),
    random: Math.random,
    uuid: randomUUID,
    fetch: globalThis.fetch,
    send: createSender(),
    env,
    logger: options.logger ?? createJsonLogger(levelFrom(env["SELDON_LOG_LEVEL"])),
    compileModule: (bytes) => WebAssembly.compile(bytes),
    files: createFiles(options.folder ?? process.cwd()),
    importComponent,
    onnxRuntimeBinary: async () => {
      const path = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
      return readFile(path);
    },
    ...(options.offload && { offload: options.offload }),
  };
}
