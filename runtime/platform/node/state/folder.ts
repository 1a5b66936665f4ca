/** Making a folder. @module */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those that it is in. Node's own recursive way never comes back where a folder is there
 * and none can be made in it, as in /proc.
 * @throws Error of the file system, also when something else has the name
 */
export async function makeFolder(path: string): Promise<void> {
  if (await make(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  if (!(await make(path))) throw failure("ENOENT", path);
}

/** Whether it is there now; not so when its parent is missing. */
async function make(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    if (code !== "EEXIST" && code !== "EISDIR" && code !== "EROFS") throw error;
    if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return true;
    if (code === "EROFS") throw error;
    throw failure("ENOTDIR", path);
  }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
