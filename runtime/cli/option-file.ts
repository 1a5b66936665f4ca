/** Files that options name: what is wrong with one is said with the option's name. @module */
import { accessSync, constants, statSync } from "node:fs";
import { readText } from "../platform/node/files.ts";

/**
 * Reads a text file that an option or a variable names.
 * @param option as the person wrote it: `--api-keys`
 * @throws Error naming the option, the file and why it cannot be read
 */
export async function readOptionFile(option: string, path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    throw new Error(`${option} ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Looks whether a file can be read, without reading it: what is piped in can be read only once.
 * @throws Error as readOptionFile() does
 */
export function checkOptionFile(option: string, path: string): void {
  try {
    accessSync(path, constants.R_OK);
    if (statSync(path).isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  } catch (error) {
    throw new Error(`${option} ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Whether a path is a file that can be read again, and not a pipe. */
export function isLasting(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file: a part of its path is no folder",
  EISDIR: "expected a file, got a folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
};

/** Why a file cannot be read, in plain words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? error.message;
}
