/**
 * Compiled modules on disk, so that a second start does not compile. A file's name holds the digest of
 * what is in it: a damaged one counts as absent.
 * @module
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModuleCache } from "../../../../wasm-models/compile/model-compiler.ts";

const MODE = 0o700;

export class DiskModuleCache implements ModuleCache {
  readonly #folder: string;
  readonly #maxBytes: number;

  /** @param maxBytes what was used longest ago is removed when there is more */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const start = `${shortened(key)}.`;
    const name = (await this.#names()).find((candidate) => candidate.startsWith(start) && candidate.endsWith(".wasm"));
    if (name === undefined) return undefined;
    const path = join(this.#folder, name);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined || name !== `${start}${digestOf(bytes)}.wasm`) return undefined;
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
    return bytes;
  }

  /** Never fails for want of a disk: then the next start compiles again. */
  async put(key: string, module: Uint8Array): Promise<void> {
    if (module.length > this.#maxBytes) return;
    const draft = join(this.#folder, `${randomUUID()}.part`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: MODE });
      await writeFile(draft, module, { mode: 0o600 });
      await rename(draft, join(this.#folder, `${shortened(key)}.${digestOf(module)}.wasm`));
      await this.#makeRoom();
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  async #names(): Promise<readonly string[]> {
    return readdir(this.#folder).catch(() => []);
  }

  async #makeRoom(): Promise<void> {
    const files = await Promise.all(
      (await this.#names()).map(async (name) => {
        const path = join(this.#folder, name);
        const facts = await stat(path).catch(() => undefined);
        return { path, size: facts?.size ?? 0, used: facts?.mtimeMs ?? 0 };
      }),
    );
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.toSorted((a, b) => a.used - b.used)) {
      if (total <= this.#maxBytes) return;
      await rm(path, { force: true });
      total -= size;
    }
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Keys may be longer than a file's name. */
function shortened(key: string): string {
  return digestOf(new TextEncoder().encode(key)).slice(0, 40);
}
