/**
 * A WASM unit's limits and grants, read from its `zerohop.*` parameters. Plain JSON, so that a
 * worker thread can build the same engine.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import { runtimeParameter, userParameters } from "../parameters.ts";
import type { UnitParameter } from "../parameters.ts";
import { GRANT_GROUPS } from "./grants.ts";
import type { Grants } from "./grants.ts";

/** Everything an engine needs beside the module's bytes. */
export interface WasmSettings {
  /** Largest linear memory in bytes; default 64 MiB. */
  readonly memoryBytes: number;
  /** Instructions one call may take; default 2,000 million, half a second of ordinary code. */
  readonly fuel: number;
  /** The unit's own parameters as JSON text, for `zh_init`. */
  readonly parameters: string;
  readonly grants: Grants;
  /** Whether tensors are whole frames (one UINT8 tensor) instead of the model's own tensors. */
  readonly framed: boolean;
}

/**
 * What a metered guest does in a millisecond. Measured: 3 million where it calls much, 30 million in
 * a dot product; a deadline in milliseconds becomes a budget by this rate.
 */
export const INSTRUCTIONS_PER_MS = 5_000_000;

export const DEFAULT_MEMORY_BYTES: number = 64 * 2 ** 20;
export const DEFAULT_FUEL = 2_000_000_000;

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  K: 1e3,
  M: 1e6,
  G: 1e9,
};
const PAGE = 65_536;

/**
 * Reads the settings of a unit; what the manifest leaves out gets its default.
 * @throws InferenceError INVALID_ARGUMENT naming the parameter, what was expected and what came.
 */
export function readSettings(
  parameters: readonly UnitParameter[],
  host: Pick<RuntimeHost, "env" | "files">,
): WasmSettings {
  const deadlineMs = count(parameters, "deadline-ms", 1, 86_400_000);
  const fuel = count(parameters, "fuel", 1, Number.MAX_SAFE_INTEGER);
  return {
    memoryBytes: memory(parameters),
    fuel: fuel ?? (deadlineMs === undefined ? DEFAULT_FUEL : deadlineMs * INSTRUCTIONS_PER_MS),
    parameters: JSON.stringify(userParameters(parameters)),
    grants: readGrants(parameters, host),
    framed: false,
  };
}

function memory(parameters: readonly UnitParameter[]): number {
  const text = runtimeParameter(parameters, "memory");
  if (text === undefined) return DEFAULT_MEMORY_BYTES;
  const match = /^(\d+)(Ki|Mi|Gi|K|M|G)?$/.exec(text.trim());
  const bytes = match === null ? NaN : Number(match[1]) * UNITS[match[2] ?? ""]!;
  if (bytes >= PAGE && bytes <= 2 ** 32) return bytes;
  throw wrong("memory", "64Ki to 4Gi, for example 64Mi", text);
}

function count(parameters: readonly UnitParameter[], name: string, least: number, most: number): number | undefined {
  const text = runtimeParameter(parameters, name);
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw wrong(name, `a whole number from ${least} to ${most}`, text);
}

function readGrants(parameters: readonly UnitParameter[], host: Pick<RuntimeHost, "env" | "files">): Grants {
  const wasi = list(parameters, "allow-wasi") ?? [];
  for (const group of wasi) {
    if (!GRANT_GROUPS.includes(group)) throw wrong("allow-wasi", GRANT_GROUPS.join(", "), group);
  }
  const names = list(parameters, "allow-env");
  const paths = list(parameters, "allow-read");
  if (paths !== undefined && host.files === undefined) {
    throw new InferenceError("INVALID_ARGUMENT", 'Parameter "zerohop.allow-read": this platform has no files');
  }
  const present = names?.flatMap((name): [string, string][] => {
    const value = host.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    wasi,
    env: present === undefined ? undefined : Object.fromEntries(present),
    read: paths?.map((path) => ({ guest: path.startsWith("/") ? path : `/${path}`, host: host.files!.resolve(path) })),
  };
}

function list(parameters: readonly UnitParameter[], name: string): string[] | undefined {
  const text = runtimeParameter(parameters, name);
  return text
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function wrong(name: string, expected: string, got: string): InferenceError {
  const shown = JSON.stringify(got.slice(0, 40));
  return new InferenceError("INVALID_ARGUMENT", `Parameter "zerohop.${name}": expected ${expected}, got ${shown}`);
}
