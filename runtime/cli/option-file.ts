/** Files that options name: what is wrong with one is said with the option's name. @module */
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
