/** Digests of whole artifacts. @module */
import { InferenceError } from "../errors.ts";
import { sha256Of } from "./artifact-host.ts";
import type { StoredFile } from "./artifact-store.ts";
import { publicUri } from "./artifact-uri.ts";

/**
 * The digest of a folder: SHA-256 of one line a file, `<digest>  <path>` with two spaces and a line
 * feed, in byte order of the paths. In a shell, inside the folder:
 * `find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum`.
 */
export function folderDigest(files: readonly StoredFile[]): Promise<string> {
  const sorted = files.toSorted((a, b) => comparePaths(a.path, b.path));
  return sha256Of(sorted.map(({ sha256, path }) => `${sha256}  ${path}\n`).join(""));
}

/** Order of the paths' UTF-8 bytes. */
export function comparePaths(a: string, b: string): number {
  const encoder = new TextEncoder();
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) if (left[at] !== right[at]) return left[at]! - right[at]!;
  return left.length - right.length;
}

/** @throws InferenceError INVALID_ARGUMENT with both digests when they differ */
export function assertPinned(uri: string, expected: string | undefined, found: string): void {
  if (expected === undefined || expected === found) return;
  const text = `"${publicUri(uri)}": expected content with sha256 ${expected}, got ${found}; it was changed or damaged since it was pinned`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}
