/** Names that come from outside: of objects in a bucket, and in archives. @module */
import { invalid } from "../../errors.ts";

const MAX_PATH = 1024;
const MAX_PART = 255;
const MAX_DEPTH = 32;

/**
 * A relative path that stays where it is put, with "/" and without "." parts.
 * @param where what has this name, for the message
 * @throws InferenceError INVALID_ARGUMENT for a path that is absolute, leads upwards, or that some
 * system reads otherwise than it looks
 */
export function safePath(path: string, where: string): string {
  const reason = unsafe(path);
  if (reason !== undefined) invalid(`${where}: a file's name ${reason}`);
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0) invalid(`${where}: a file has no name`);
  if (parts.length > MAX_DEPTH) invalid(`${where}: a file lies deeper than ${MAX_DEPTH} folders`);
  return parts.join("/");
}

function unsafe(path: string): string | undefined {
  if (path.length > MAX_PATH) return `has ${path.length} characters, at most ${MAX_PATH} are allowed`;
  if (path.startsWith("/") || /^[a-z]:/i.test(path)) return "is an absolute path";
  if (path.includes("\\")) return "has a backslash";
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) return "has control characters";
  if (/[\ud800-\udfff\ufffd]/u.test(path)) return "is not UTF-8";
  for (const part of path.split("/")) {
    if (part === "..") return 'leads out of its folder by ".."';
    if (part.length > MAX_PART) return `has a part of ${part.length} characters, at most ${MAX_PART} are allowed`;
  }
  return undefined;
}

/** Refuses two files of one name, and a file where a folder is. */
export class PathSet {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** @throws InferenceError INVALID_ARGUMENT */
  add(path: string, where: string): void {
    if (this.#files.has(path) || this.#folders.has(path)) invalid(`${where}: two files have the same name`);
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      const folder = path.slice(0, at);
      if (this.#files.has(folder)) invalid(`${where}: a file and a folder have the same name`);
      this.#folders.add(folder);
    }
    this.#files.add(path);
  }
}
