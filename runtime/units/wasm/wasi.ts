/**
 * WASI for the guests that were granted some of it, served by @wasmer/wasi. Loaded only when a
 * module imports WASI. Every call is charged and what a guest prints is bounded, since the host
 * functions themselves have no fuel.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { MemFS, WASI } from "@wasmer/wasi";
import type { WasmHost } from "./host.ts";
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
/** Most a guest may print or draw from the random source in one call of a verb. */
const MAX_BYTES = 2 ** 20;
/** Most of it that goes to the log. */
const MAX_LOGGED = 4096;
const MAX_FILE_BYTES = 256 * 2 ** 20;
/** WASI's words for "too big", "bad file descriptor" and "read-only file system". */
const ERRNO = { tooBig: 1, badDescriptor: 8, readOnly: 69 } as const;
const OPEN_CREATES = 1 | 8;
const RIGHT_WRITE = 64n;

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
  const scene: GuestScene = { exports: undefined, bytesLeft: MAX_BYTES };
  const imports = wasi.getImports(module) as Record<string, Record<string, HostFunction>>;
  const guarded = Object.entries(imports).map(([from, functions]) => [
    from,
    Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, guard(name, call, scene)])),
  ]);
  return {
    imports: Object.fromEntries(guarded) as WebAssembly.Imports,
    attach(instance) {
      scene.exports = instance.exports;
      wasi.instantiate(instance, {});
    },
    drain() {
      scene.bytesLeft = MAX_BYTES;
      ignoreBroken(() => {
        logText(host, "stdout", wasi.getStdoutBuffer());
        logText(host, "stderr", wasi.getStderrBuffer());
      });
    },
    close: () => ignoreBroken(() => wasi.free()),
  };
}

interface GuestScene {
  exports: WebAssembly.Exports | undefined;
  bytesLeft: number;
}

// A guest stopped in the middle of a host call leaves the library's side locked; the error that
// stopped it is the one to report.
function ignoreBroken(body: () => void): void {
  try {
    body();
  } catch {
    // Nothing to do: the instance is on its way out.
  }
}

/** Charges the call and refuses what would make the host work or hold without bound. */
function guard(name: string, call: HostFunction, scene: GuestScene): HostFunction {
  return (...values: unknown[]) => {
    const { exports } = scene;
    if (exports === undefined) throw new InferenceError("INTERNAL", `Guest called ${name} from its start function`);
    const fuel = exports[FUEL_EXPORT] as WebAssembly.Global;
    fuel.value = (fuel.value as bigint) - CALL_WEIGHT;
    if ((fuel.value as bigint) < 0n) throw new WebAssembly.RuntimeError("out of fuel");
    return refusal(name, values, exports, scene) ?? (call as (...values: unknown[]) => unknown)(...values);
  };
}

/** The WASI error of a call that goes too far. */
function refusal(
  name: string,
  values: readonly unknown[],
  exports: WebAssembly.Exports,
  scene: GuestScene,
): number | undefined {
  const argument = (index: number): number => Number(values[index]) >>> 0;
  if (name === "path_open" && ((argument(4) & OPEN_CREATES) !== 0 || ((values[5] as bigint) & RIGHT_WRITE) !== 0n)) {
    return ERRNO.readOnly;
  }
  if (name === "fd_write" && argument(0) > 2) return ERRNO.badDescriptor;
  if (name === "random_get") scene.bytesLeft -= argument(1);
  if (name === "fd_write")
    scene.bytesLeft -= vectorBytes(exports["memory"] as WebAssembly.Memory, argument(1), argument(2));
  return scene.bytesLeft < 0 ? ERRNO.tooBig : undefined;
}

/** Sum of the lengths of `count` {pointer, length} pairs; Infinity when they lie outside of memory. */
function vectorBytes(memory: WebAssembly.Memory, at: number, count: number): number {
  if (count > MAX_BYTES || at + 8 * count > memory.buffer.byteLength) return Infinity;
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
