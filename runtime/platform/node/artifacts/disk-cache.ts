/**
 * Fetched artifacts on a disk, by address and version:
 * `entries/<address>/<version>/{entry.json,files/}`; put together in `work`, moved in one step.
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../../artifacts/artifact-host.ts";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import type { ArtifactListing } from "../../../artifacts/artifact-store.ts";
import { publicUri } from "../../../artifacts/artifact-uri.ts";
import type { Collected, Workplace } from "../../../artifacts/collect.ts";
import { comparePaths } from "../../../artifacts/pin.ts";
import { readEntry, touchEntry, weighEntry, writeEntry } from "./cache-entry.ts";
import type { CacheEntry } from "./cache-entry.ts";
import { lockEntry } from "./cache-lock.ts";
import { diskSink, openDiskSource } from "./disk-files.ts";
import { evict, removeEntry } from "./evict.ts";

export interface DiskWorkplace extends Workplace {
  readonly folder: string;
}

export class DiskCache {
  readonly #root: string;
  readonly #maxBytes: number;
  readonly #host: ArtifactHost;

  /** @param root an existing folder */
  constructor(root: string, maxBytes: number, host: ArtifactHost) {
    this.#root = root;
    this.#maxBytes = maxBytes;
    this.#host = host;
  }

  /** The entry of exactly this version; a damaged one is removed. */
  async find(address: string, listing: ArtifactListing): Promise<CacheEntry | undefined> {
    const folder = await this.#folderOf(address, listing);
    if (folder === undefined) return undefined;
    const entry = await readEntry(folder);
    if (entry === undefined) await this.#removeDamaged(folder);
    else await touchEntry(entry);
    return entry;
  }

  /** The entry with this content, else with any the one used last; undefined when there is none. */
  async findAny(address: string, sha256: string | undefined): Promise<CacheEntry | undefined> {
    const above = join(this.#entries, await nameOf(address));
    let best: { entry: CacheEntry; usedMs: number } | undefined;
    for (const version of await readdir(above).catch(() => [])) {
      const folder = join(above, version);
      const entry = await readEntry(folder);
      if (entry === undefined || (sha256 !== undefined && entry.sha256 !== sha256)) continue;
      const { usedMs } = (await weighEntry(folder)) ?? { usedMs: 0 };
      if (best === undefined || usedMs > best.usedMs) best = { entry, usedMs };
    }
    if (best !== undefined) await touchEntry(best.entry);
    return best?.entry;
  }

  /** Waits until no other process fetches the artifact. */
  async lock(address: string, signal?: AbortSignal): Promise<() => Promise<void>> {
    return lockEntry(join(this.#root, "locks", await nameOf(address)), this.#host, signal);
  }

  /** Begins an entry. */
  async begin(): Promise<DiskWorkplace> {
    const folder = join(this.#work, randomUUID());
    const packed = join(folder, "packed");
    await mkdir(join(folder, "files"), { recursive: true });
    return {
      folder,
      files: diskSink(join(folder, "files")),
      packed: diskSink(packed),
      openPacked: (path) => openDiskSource(join(packed, path)),
      discard: () => rm(folder, { recursive: true, force: true }),
    };
  }

  /** Puts an entry in place, unless another process has just done so, and makes room. */
  async keep(uri: string, address: string, collected: Collected & { workplace: DiskWorkplace }): Promise<CacheEntry> {
    const { workplace, listing, kind, files, sha256 } = collected;
    await rm(join(workplace.folder, "packed"), { recursive: true, force: true });
    const made: CacheEntry = { folder: workplace.folder, kind, uri: publicUri(uri), sha256, files };
    await writeEntry(made);
    // What has no version cannot be found by one, but serves when the store is out of reach.
    const folder = (await this.#folderOf(address, listing)) ?? join(this.#entries, await nameOf(address), randomUUID());
    const entry = { ...made, folder };
    await mkdir(join(folder, ".."), { recursive: true });
    await rename(workplace.folder, folder).catch(async (error: unknown) => {
      const other = await readEntry(folder);
      if (other === undefined) throw error;
      await workplace.discard();
    });
    await evict({ entries: this.#entries, work: this.#work }, this.#maxBytes, this.#host.wallClock());
    return entry;
  }

  /** Removes an entry whose files turned out to be damaged. */
  async remove({ folder }: CacheEntry): Promise<void> {
    await this.#removeDamaged(folder);
  }

  get #entries(): string {
    return join(this.#root, "entries");
  }

  get #work(): string {
    return join(this.#root, "work");
  }

  async #removeDamaged(folder: string): Promise<void> {
    await mkdir(this.#work, { recursive: true });
    await removeEntry(folder, this.#work);
  }

  /** Undefined when the store does not say which version it has. */
  async #folderOf(address: string, { kind, entries }: ArtifactListing): Promise<string | undefined> {
    if (entries.some(({ validator }) => validator === undefined)) return undefined;
    const version = entries
      .toSorted((a, b) => comparePaths(a.path, b.path))
      .map(({ path, sizeBytes, validator }) => [path, sizeBytes ?? null, validator]);
    return join(this.#entries, await nameOf(address), await nameOf(JSON.stringify([kind, version])));
  }
}

async function nameOf(text: string): Promise<string> {
  return (await sha256Of(text)).slice(0, 40);
}
