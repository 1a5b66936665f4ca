/**
 * What the runtime core needs from the machine it runs on. The core has no ambient access to a
 * clock, randomness, network, files or module compilers: every platform injects one RuntimeHost.
 * @module
 */
import type { ModelCompiler } from "./units/trained-model.ts";
import type { UnitOffload } from "./units/offload.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Constant message plus fields; payloads never go in. */
export interface Logger {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface RuntimeHost {
  /** Monotonic milliseconds, sub-millisecond where the platform has it. */
  now(): number;
  /** Uniform in [0, 1). Seeded units bring their own generator. */
  random(): number;
  /** A fresh UUIDv4. */
  uuid(): string;
  /** Calls a remote unit; keeps connections alive where the platform lets it. */
  send(request: RemoteRequest): Promise<RemoteReply>;
  /** Calls a method of a gRPC server. Absent where HTTP/2 with trailers cannot be spoken. */
  callRpc?(call: RpcCall): Promise<RpcResult>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Compiles WASM bytes; rejects where the platform only takes modules imported at build time. */
  compileModule(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module>;
  /** Reads local files by path or `file://` URL. Absent where there are no files. */
  readonly files?: ArtifactFiles;
  /** Brings what a `modelUri` names, wherever it lies. Absent where only `files` are read. */
  readonly artifacts?: Artifacts;
  /** Imports a TypeScript or JavaScript component by path. Absent where code cannot be loaded. */
  importComponent?(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** Compiles trained models; loaded when the first is served. Absent where that is not possible. */
  modelCompiler?(): Promise<ModelCompiler>;
  /** Bytes of onnxruntime's own WASM binary, for platforms where it cannot find it by itself. */
  onnxRuntimeBinary?(): Promise<Uint8Array>;
  /** A file of the documentation page by its name; undefined when the build has none. */
  readAsset?(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Parses YAML; absent where only JSON is understood. */
  parseYaml?(text: string): Promise<unknown>;
  /** Runs slow units off the serving thread. Absent where there are no threads. */
  readonly offload?: UnitOffload;
  /** Ends the connections that it keeps; for whoever made it. */
  close?(): Promise<void>;
}

/** A call to a remote unit. */
export interface RemoteRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortSignal;
  /** Milliseconds until the call is given up; Infinity when unlimited. */
  readonly timeoutMs: number;
  /** Whether the call may be sent again when the server may have seen it already. Default false. */
  readonly repeatable?: boolean;
}

export interface RemoteReply {
  readonly status: number;
  readonly contentType: string;
  /** Headers by lower-case name; absent when the platform does not say. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** A call of a method that takes one message and answers one. */
export interface RpcCall {
  /** `grpc://host:port`, or `grpcs://` for TLS. */
  readonly target: string;
  /** `/package.Service/Method`. */
  readonly path: string;
  /** By lower-case name; values of `-bin` names are base64. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The message as protobuf. */
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  /** Milliseconds until the call is given up; Infinity when unlimited. */
  readonly timeoutMs: number;
  /** Whether the call may be sent again when the server may have seen it already. Default false. */
  readonly repeatable?: boolean;
}

/** What a server answered. A call that no server answered rejects with UNAVAILABLE or DEADLINE_EXCEEDED. */
export interface RpcResult {
  /** A canonical gRPC code; 0 when all is well. */
  readonly status: number;
  /** The server's words for what is wrong. */
  readonly message: string;
  /** Headers and trailers by lower-case name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The message as protobuf; empty unless the status is 0. */
  readonly body: Uint8Array;
}

/** Read access to local artifacts. */
export interface ArtifactFiles {
  /** Absolute path of `uri` (a path or `file://` URL), resolved against the manifest's folder. */
  resolve(uri: string): string;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** File names in a folder, sorted; undefined when `path` is a file. Rejects when it is missing. */
  list(path: string): Promise<readonly string[] | undefined>;
}

/** Where models are fetched from: paths, web servers, buckets. */
export interface Artifacts {
  /**
   * Fetches what `uri` names, unless it is there already, and checks it against its pin.
   * @throws InferenceError saying where it was looked for and with which credentials
   */
  open(uri: string, options?: OpenArtifactOptions): Promise<Artifact>;
}

export interface OpenArtifactOptions {
  /** Name of the unit it is for, for the log. */
  readonly unit?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One file, or a folder of files. Paths are relative and have "/". */
export interface Artifact {
  /** Where it came from, without credentials. */
  readonly uri: string;
  /** SHA-256 in hex of the file or archive, or of the folder; undefined for a local path without a pin. */
  readonly sha256: string | undefined;
  /** Names in a folder ("" is the artifact itself), sorted; undefined when it is a file or missing. */
  list(folder?: string): Promise<readonly string[] | undefined>;
  /** Bytes of a file; without a path, of the artifact that is a file itself. */
  read(path?: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Absolute path of a file, or of the artifact itself. Absent where there are no files. */
  locate?(path?: string): Promise<string>;
}
