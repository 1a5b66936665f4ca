/**
 * The RuntimeHost of Node.js. What only some graphs need (the HTTP client, the compiler of
 * components, worker threads) is loaded when it is first used: a start is mostly loading.
 * @module
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Logger, RuntimeHost } from "../../host.ts";
import type { UnitOffload } from "../../units/offload.ts";
import { createFiles } from "./files.ts";
import { createJsonLogger, levelFrom } from "./logger.ts";

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
  let sender: Promise<RuntimeHost["send"]> | undefined;
  return {
    now: () => performance.now(),
    random: Math.random,
    uuid: randomUUID,
    // Looked up when it is called: Node loads its whole HTTP client when the name is first read.
    fetch: (...request) => globalThis.fetch(...request),
    async send(request) {
      sender ??= import("./send.ts").then(({ createSender }) => createSender());
      return (await sender)(request);
    },
    env,
    logger: options.logger ?? createJsonLogger(levelFrom(env["SELDON_LOG_LEVEL"])),
    compileModule: (bytes) => WebAssembly.compile(bytes),
    files: createFiles(options.folder ?? process.cwd()),
    importComponent: async (path) => (await import("./import-component.ts")).importComponent(path),
    onnxRuntimeBinary: async () => {
      const path = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
      return readFile(path);
    },
    ...(options.offload && { offload: options.offload }),
  };
}
