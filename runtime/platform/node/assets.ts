/**
 * Files that are shipped beside the code: a build puts them into one folder, a checkout has them in
 * its packages.
 * @module
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a build's chunks may stand: dist/cli, dist/platform/node, dist/platform/node/chunks. */
const FOLDERS = ["../assets/", "../../assets/", "../../../assets/"];

let folder: Promise<string | undefined> | undefined;

/** Reads the file of that name; undefined when there is none. */
export async function readAsset(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  folder ??= findFolder(name);
  const found = await folder;
  return found === undefined ? undefined : read(join(found, name));
}

async function findFolder(name: string): Promise<string | undefined> {
  for (const place of FOLDERS) {
    const candidate = fileURLToPath(new URL(place, import.meta.url));
    if ((await read(join(candidate, name))) !== undefined) return candidate;
  }
  try {
    return dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  } catch {
    return undefined;
  }
}

function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  );
}
