/**
 * What a guest may ask of the host. A module with no imports needs nothing; every WASI function
 * belongs to groups that the manifest grants by name, and all else is refused at load.
 * @module
 */
import { InferenceError } from "../../errors.ts";

export interface Grants {
  /** Granted groups of `zerohop.allow-wasi`. */
  readonly wasi: readonly string[];
  /** Granted environment variables with their values; undefined when none were asked for. */
  readonly env: Readonly<Record<string, string>> | undefined;
  /** Granted files and folders: path seen by the guest, path on the host. */
  readonly read: readonly { readonly guest: string; readonly host: string }[] | undefined;
}

/** Groups that `zerohop.allow-wasi` may list. */
export const GRANT_GROUPS: readonly string[] = ["clock", "random", "stdio", "args"];

const WASI = "wasi_snapshot_preview1";
const ANY = [...GRANT_GROUPS, "env", "read"];
const FILES = ["stdio", "read"];

/**
 * Which grants open which function; one of them is enough. Functions that write files, wait or open
 * sockets are in no group: nothing can grant them.
 */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  clock_time_get: ["clock"],
  clock_res_get: ["clock"],
  random_get: ["random"],
  args_get: ["args"],
  args_sizes_get: ["args"],
  environ_get: ["env"],
  environ_sizes_get: ["env"],
  fd_write: ["stdio"],
  fd_read: FILES,
  fd_seek: FILES,
  fd_tell: FILES,
  fd_close: FILES,
  fd_fdstat_get: FILES,
  fd_fdstat_set_flags: FILES,
  fd_prestat_get: FILES,
  fd_prestat_dir_name: FILES,
  fd_filestat_get: ["read"],
  fd_pread: ["read"],
  fd_readdir: ["read"],
  path_open: ["read"],
  path_filestat_get: ["read"],
  proc_exit: ANY,
};

/** Whether the module imports anything at all. */
export function hasImports(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module).length > 0;
}

/**
 * Checks that every import of the module is granted.
 * @throws InferenceError INVALID_ARGUMENT naming the import and the parameter that would grant it.
 */
export function checkImports(module: WebAssembly.Module, grants: Grants): void {
  const granted = new Set(grants.wasi);
  if (grants.env !== undefined) granted.add("env");
  if (grants.read !== undefined) granted.add("read");
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const groups = from === WASI && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (groups === undefined)
      refuse(from, name, "which nothing can grant; a guest may only import functions of WASI preview 1");
    if (!groups.some((group) => granted.has(group))) refuse(from, name, `which is not granted; ${remedy(groups)}`);
  }
}

function remedy(groups: readonly string[]): string {
  const ways = groups.filter((group) => GRANT_GROUPS.includes(group)).map((group) => `zerohop.allow-wasi=${group}`);
  if (groups.includes("env")) ways.push("zerohop.allow-env=<variable names>");
  if (groups.includes("read")) ways.push("zerohop.allow-read=<paths>");
  return `add the parameter ${ways.join(" or ")}`;
}

function refuse(from: string, name: string, why: string): never {
  const spelled = `${from}.${name}`.slice(0, 120);
  throw new InferenceError("INVALID_ARGUMENT", `The module imports ${spelled}, ${why}`);
}
