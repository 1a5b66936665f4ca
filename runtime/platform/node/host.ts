/**
 * The RuntimeHost of Node.js. What only some graphs need (the HTTP client, the compiler of
 * components, worker threads) is loaded when it is first used: a start is mostly loading.
 * @module
 */
import { createRequire } from "node:module";
import { loadOnce } from "../../eventually.ts";
import type { Logger, RuntimeHost } from "../../host.ts";
import type { UnitOffload } from "../../units/offload.ts";
import type { GrpcClient } from "./grpc-client/client.ts";
import { createLocalAccess } from "./local-access.ts";
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
  const logger = options.logger ?? createJsonLogger(levelFrom(env["SELDON_LOG_LEVEL"]));
  const { files, artifacts } = createLocalAccess(options.folder ?? process.cwd(), env, logger);
  const sender = loadOnce(async () => (await import("./send.ts")).createSender());
  let grpc: Promise<GrpcClient> | undefined;
  return {
    now: () => performance.now(),
    random: Math.random,
    // Looked up when it is called: the first request loads what the start did not need.
    uuid: () => process.getBuiltinModule("node:crypto").randomUUID(),
    async send(request) {
      return (await sender())(request);
    },
    async callRpc(call) {
      grpc ??= import("./grpc-client/client.ts").then(({ createGrpcClient }) => createGrpcClient());
      return (await grpc).call(call);
    },
    async close() {
      (await grpc)?.close();
    },
    env,
    logger,
    compileModule: (bytes) => WebAssembly.compile(bytes),
    files,
    artifacts,
    readAsset: async (name) => (await import("./assets.ts")).readAsset(name),
    parseYaml: async (text) => (await import("./yaml.ts")).parseYaml(text),
    importComponent: async (path) => (await import("./import-component.ts")).importComponent(path),
    modelCompiler: loadOnce(async () => (await import("./models/open-compiler.ts")).openModelCompiler(env)),
    onnxRuntimeBinary: async () => {
      const path = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
      return files.read(path);
    },
    ...(options.offload && { offload: options.offload }),
  };
}
