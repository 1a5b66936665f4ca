/** Reading back a file of lines that a process may have died over. @module */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Logger } from "../../../host.ts";

/** Larger files are not ours, and could hold a line that no text is long enough for. */
const MAX_BYTES = 400 * 1024 ** 2;

/**
 * Reads a file line by line. A last line that is torn is passed over; others that are not understood
 * are, too, with one warning.
 * @param read answers whether it understood the line
 * @throws Error when the file cannot be read or is too large
 */
export async function readLines(path: string, read: (line: string) => boolean, logger: Logger): Promise<void> {
  const found = await stat(path);
  const { size } = found;
  if (!found.isFile() || size > MAX_BYTES) {
    throw new Error(`${path}: expected a file of at most ${MAX_BYTES} bytes, got ${found.isFile() ? size : "none"}`);
  }
  let strange = 0;
  let wasStrange = false;
  for await (const line of createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity })) {
    if (wasStrange) strange++;
    wasStrange = line !== "" && !read(line);
  }
  if (wasStrange && !(await isTorn(path, size))) strange++;
  if (strange > 0) logger.log("warn", "state file has lines that are not understood", { file: path, lines: strange });
}

async function isTorn(path: string, size: number): Promise<boolean> {
  const end = createReadStream(path, { start: Math.max(0, size - 1) });
  for await (const bytes of end) return (bytes as Uint8Array).at(-1) !== 10;
  return false;
}
