/**
 * From bytes to a module that is safe to run, and from that to live guests. The only place where
 * WASM bytes are compiled: a platform that cannot compile at run time hands in a module that was
 * metered when it was built.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { checkImports, hasImports } from "./grants.ts";
import type { WasmHost } from "./host.ts";
import { GuestInstance } from "./instance.ts";
import { FUEL_EXPORT, meterModule } from "./rewrite/meter.ts";
import type { WasmSettings } from "./settings.ts";
import { describeTrap } from "./trap.ts";
import { ABI_VERSION, ENGINE_VERBS, VERB_EXPORTS } from "./verbs.ts";
import { loadWasi } from "./wasi.ts";
import type { WasiFactory } from "./wasi.ts";

/** A checked module with all that its instances need. */
export interface GuestModule {
  readonly module: WebAssembly.Module;
  readonly settings: WasmSettings;
  /** Makes the WASI side of one instance; undefined when the module imports nothing. */
  readonly wasi: WasiFactory | undefined;
}

/** Exports a guest must have, with their number of parameters; the verbs come on top. */
const REQUIRED: Readonly<Record<string, number>> = { zh_abi: 0, zh_alloc: 1, zh_free: 2 };
const OPTIONAL: Readonly<Record<string, number>> = { zh_init: 2, zh_meta: 0, _initialize: 0 };

/**
 * Meters, compiles and checks a module.
 * @param source Bytes as they were written, or a module that was metered at build time.
 * @throws InferenceError INVALID_ARGUMENT naming what the module lacks or wants too much.
 */
export async function loadGuest(
  source: Uint8Array<ArrayBuffer> | WebAssembly.Module,
  settings: WasmSettings,
  host: WasmHost,
): Promise<GuestModule> {
  const module = source instanceof WebAssembly.Module ? source : await compile(source, settings, host);
  checkImports(module, settings.grants);
  const kinds = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]));
  expectExport(kinds, "memory", "memory");
  for (const name of Object.keys(REQUIRED)) expectExport(kinds, name, "function");
  expectExport(kinds, FUEL_EXPORT, "global");
  if (!ENGINE_VERBS.some((verb) => kinds.get(VERB_EXPORTS[verb]) === "function")) {
    refuse(`serves no verb; export one of ${Object.values(VERB_EXPORTS).join(", ")}`);
  }
  return { module, settings, wasi: hasImports(module) ? await loadWasi(settings, host) : undefined };
}

/**
 * Makes a live guest: start function, `_initialize`, `zh_abi` and `zh_init` have run.
 * @throws InferenceError when one of them failed; the message says which.
 */
export function createGuest(guest: GuestModule): GuestInstance {
  const { module, settings } = guest;
  const wasi = guest.wasi?.(module);
  let instance: WebAssembly.Instance;
  try {
    instance = new WebAssembly.Instance(module, wasi?.imports ?? {});
  } catch (error) {
    wasi?.close();
    throw startFault(error, settings);
  }
  const { exports } = instance;
  const functions = new Map<string, (...values: number[]) => unknown>();
  for (const [name, parameters] of Object.entries(expectedFunctions())) {
    const value = exports[name];
    if (value === undefined) continue;
    if (typeof value !== "function") refuse(`exports "${name}", which is not a function`);
    if (value.length !== parameters) refuse(`exports ${name} with ${value.length} parameters, expected ${parameters}`);
    functions.set(name, value as (...values: number[]) => unknown);
  }
  const live = new GuestInstance({
    memory: exports["memory"] as WebAssembly.Memory,
    functions,
    fuel: exports[FUEL_EXPORT] as WebAssembly.Global,
    memoryLimit: settings.memoryBytes,
    wasi,
  });
  try {
    wasi?.attach(instance);
    live.start(BigInt(settings.fuel), settings.parameters);
  } catch (error) {
    live.close();
    throw error;
  }
  return live;
}

async function compile(
  bytes: Uint8Array<ArrayBuffer>,
  settings: WasmSettings,
  host: WasmHost,
): Promise<WebAssembly.Module> {
  const metered = meterModule(bytes, { memoryBytes: settings.memoryBytes, startFuel: settings.fuel });
  try {
    return await host.compileModule(metered);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new InferenceError("INVALID_ARGUMENT", `The module does not compile: ${text}`, { cause: error });
  }
}

function expectedFunctions(): Readonly<Record<string, number>> {
  const verbs = Object.values(VERB_EXPORTS).map((name): [string, number] => [name, 2]);
  return { ...REQUIRED, ...OPTIONAL, ...Object.fromEntries(verbs) };
}

function expectExport(kinds: ReadonlyMap<string, string>, name: string, kind: string): void {
  const found = kinds.get(name);
  if (found === kind) return;
  if (name === FUEL_EXPORT) refuse("was compiled without metering; build it with zerohop build");
  refuse(
    `must export the ${kind} "${name}" (guest ABI ${ABI_VERSION})${found === undefined ? "" : `, got a ${found}`}`,
  );
}

function startFault(error: unknown, settings: WasmSettings): InferenceError {
  // The fuel global of an instance that never came to be cannot be read; its trap says enough.
  return describeTrap(error, {
    verb: "its start function",
    fuel: BigInt(settings.fuel),
    exhausted: false,
    memoryBytes: 0,
    memoryLimit: settings.memoryBytes,
  });
}

function refuse(what: string): never {
  throw new InferenceError("INVALID_ARGUMENT", `The module ${what}`);
}
