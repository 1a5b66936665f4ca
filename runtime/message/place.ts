/** Paths in errors. @module */

/** Longest path in an error: its keys are the client's own and may be endless. */
const MAX_PATH = 120;

/** A path as errors spell it. */
export function placeOf(path: string): string {
  if (path === "") return "Request body";
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;
}
