/**
 * WASI for the guests that were granted some of it, served by @wasmer/wasi. Loaded only when a
 * module imports WASI. Every call is charged and what a guest prints is bounded, since the host
 * functions themselves have no fuel.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { MemFS, WASI } from "@wasmer/wasi";
import type { WasmHost } from "./module.ts";
import type { WasmSettings } from "./settings.ts";
import { readUtf8Leniently } from "./utf8.ts";
import { FUEL_EXPORT } from "./rewrite/meter.ts";

/** The WASI side of one instance. */
export interface WasiSide {
  readonly imports: WebAssembly.Imports;
  /** Connects the instance's memory; call it once, before any export. */
  attach(instance: WebAssembly.Instance): void;
  /** Hands what the guest printed since the last time to the log. */
  drain(): void;
  close(): void;
}

export type WasiFactory = (module: WebAssembly.Module) => WasiSide;

interface GrantedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type HostFunction = (...values: never[]) => unknown;

/** A host call takes about as long as this many instructions. */
const CALL_WEIGHT = 10_000n;
/** Most a guest may print or draw from the random source in one host call. */
const MAX_CALL_BYTES = 65_536;
/** Most of a call's output that goes to the log. */
const MAX_LOGGED = 4096;
const MAX_FILE_BYTES = 256 * 2 ** 20;
const ERRNO_TOO_BIG = 1;

/** Loads the library and the granted files, once per unit. */
export async function loadWasi(settings: WasmSettings, host: WasmHost): Promise<WasiFactory> {
  const library = await import("@wasmer/wasi");
  await library.init();
  const files = await readGrantedFiles(settings, host);
  return (module) => {
    const fs = new library.MemFS();
    for (const file of files) addFile(fs, file);
    const env = { ...settings.grants.env };
    const preopens = files.length > 0 ? { "/": "/" } : {};
    return connect(new library.WASI({ args: ["guest"], env, preopens, fs }), module, host);
  };
}

function connect(wasi: WASI, module: WebAssembly.Module, host: WasmHost): WasiSide {
  let exports: WebAssembly.Exports | undefined;
  const imports = wasi.getImports(module) as Record<string, Record<string, HostFunction>>;
  const wrapped = Object.entries(imports).map(([from, functions]) => [
    from,
    Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, guard(name, call, () => exports)])),
  ]);
  return {
    imports: Object.fromEntries(wrapped) as WebAssembly.Imports,
    attach(instance) {
      exports = instance.exports;
      wasi.instantiate(instance, {});
    },
    drain() {
      logText(host, "stdout", wasi.getStdoutBuffer());
      logText(host, "stderr", wasi.getStderrBuffer());
    },
    close() {
      wasi.free();
    },
  };
}

/** Charges the call and refuses sizes that would make the host work or hold without bound. */
function guard(name: string, call: HostFunction, exportsOf: () => WebAssembly.Exports | undefined): HostFunction {
  return ((...values: unknown[]) => {
    const exports = exportsOf();
    if (exports === undefined) throw new InferenceError("INTERNAL", `Guest called ${name} from its start function`);
    const fuel = exports[FUEL_EXPORT] as WebAssembly.Global;
    fuel.value = (fuel.value as bigint) - CALL_WEIGHT;
    if ((fuel.value as bigint) < 0n)
      throw new InferenceError("DEADLINE_EXCEEDED", `Guest ran out of instructions in ${name}`);
    const memory = exports["memory"] as WebAssembly.Memory;
    if (name === "random_get" && Number(values[1]) >>> 0 > MAX_CALL_BYTES) return ERRNO_TOO_BIG;
    if (name === "fd_write" && vectorBytes(memory, Number(values[1]) >>> 0, Number(values[2]) >>> 0) > MAX_CALL_BYTES) {
      return ERRNO_TOO_BIG;
    }
    return (call as (...values: unknown[]) => unknown)(...values);
  }) as HostFunction;
}

/** Sum of the lengths of `count` {pointer, length} pairs; Infinity when they lie outside of memory. */
function vectorBytes(memory: WebAssembly.Memory, at: number, count: number): number {
  if (count > MAX_CALL_BYTES || at + 8 * count > memory.buffer.byteLength) return Infinity;
  const view = new DataView(memory.buffer, at, 8 * count);
  let total = 0;
  for (let i = 0; i < count; i++) total += view.getUint32(8 * i + 4, true);
  return total;
}

async function readGrantedFiles(settings: WasmSettings, host: WasmHost): Promise<readonly GrantedFile[]> {
  const { read } = settings.grants;
  if (read === undefined) return [];
  if (host.files === undefined) throw new InferenceError("INVALID_ARGUMENT", "This platform has no files to grant");
  const found: GrantedFile[] = [];
  let total = 0;
  for (const path of read) {
    const names = await host.files.list(path.host);
    const pairs = names?.map((name) => [`${path.guest}/${name}`, `${path.host}/${name}`] as const);
    for (const [guest, source] of pairs ?? [[path.guest, path.host] as const]) {
      const bytes = await host.files.read(source);
      total += bytes.length;
      if (total > MAX_FILE_BYTES)
        throw new InferenceError("INVALID_ARGUMENT", "zerohop.allow-read grants more than 256 MiB");
      found.push({ path: guest, bytes });
    }
  }
  return found;
}

function addFile(fs: MemFS, file: GrantedFile): void {
  const folders = file.path.split("/").slice(1, -1);
  for (let depth = 1; depth <= folders.length; depth++) {
    try {
      fs.createDir(`/${folders.slice(0, depth).join("/")}`);
    } catch {
      // It is there already, from an earlier file.
    }
  }
  const open = fs.open(file.path, { read: true, write: true, create: true });
  open.write(file.bytes);
  open.free();
}

function logText(host: WasmHost, stream: string, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  const text = readUtf8Leniently(bytes, 0, Math.min(bytes.length, MAX_LOGGED));
  host.logger.log("info", "Guest printed", { stream, text });
}
