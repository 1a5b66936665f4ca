/** Artifacts on Node: local ones where they lie, fetched and unpacked ones in a cache on disk. @module */
import { archiveKind } from "../../../artifacts/archive/archive-source.ts";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import type { ArtifactListing, ArtifactStore } from "../../../artifacts/artifact-store.ts";
import { parseArtifactUri, publicUri } from "../../../artifacts/artifact-uri.ts";
import type { ArtifactUri } from "../../../artifacts/artifact-uri.ts";
import { collectArtifact } from "../../../artifacts/collect.ts";
import { readCount, readLimits } from "../../../artifacts/limits.ts";
import type { ArtifactLimits } from "../../../artifacts/limits.ts";
import { localPath } from "../../../artifacts/local-path.ts";
import { assertPinned } from "../../../artifacts/pin.ts";
import { isRemoteName, openStore } from "../../../artifacts/registry.ts";
import { createTransport } from "../../../artifacts/transport.ts";
import { InferenceError } from "../../../errors.ts";
import type { Artifact, ArtifactFiles, Artifacts, OpenArtifactOptions } from "../../../host.ts";
import type { CacheEntry } from "./cache-entry.ts";
import { openCacheFolder } from "./cache-folder.ts";
import { cachedArtifact } from "./cached-artifact.ts";
import { DiskCache } from "./disk-cache.ts";
import { fileStore, statFile } from "./file-store.ts";
import { localArtifact } from "./local-artifact.ts";

const DEFAULT_CACHE_BYTES = 20 * 1024 ** 3;

/** @param files resolves paths and `file://` URLs */
export function createNodeArtifacts(files: ArtifactFiles, host: ArtifactHost): Artifacts {
  const { env } = host;
  const limits = readLimits(env);
  const transport = createTransport(host, limits);
  let cache: Promise<DiskCache> | undefined;
  const openCache = (): Promise<DiskCache> => {
    cache ??= openCacheFolder(env).then((root) => {
      const maxBytes = readCount(env, "ZEROHOP_ARTIFACT_CACHE_MAX_BYTES") ?? DEFAULT_CACHE_BYTES;
      return new DiskCache(root, maxBytes, host);
    });
    return cache;
  };
  return {
    async open(text, options = {}) {
      const uri = parseArtifactUri(text, (name) => isRemoteName(name, env));
      const local = localPath(uri, env);
      if (local === undefined) {
        return openCached({ uri, store: openStore(uri, transport), cache: await openCache(), host, limits, options });
      }
      const path = files.resolve(local);
      const isArchive = archiveKind(path) !== undefined && (await statFile(path)).isFile();
      if (!isArchive) return localArtifact(uri, path, files, host, limits);
      return openCached({ uri, store: fileStore(path), cache: await openCache(), host, limits, options });
    },
  };
}

interface Opening {
  readonly uri: ArtifactUri;
  readonly store: ArtifactStore;
  readonly cache: DiskCache;
  readonly host: ArtifactHost;
  readonly limits: ArtifactLimits;
  readonly options: OpenArtifactOptions;
}

async function openCached(opening: Opening): Promise<Artifact> {
  const { cache, host } = opening;
  const refetch = async (damaged: CacheEntry): Promise<CacheEntry> => {
    await cache.remove(damaged);
    return obtain(opening);
  };
  return cachedArtifact(await obtain(opening), host, refetch);
}

/** From the cache when the pin or the store's version says that it is still good, else from the store. */
async function obtain(opening: Opening): Promise<CacheEntry> {
  const { uri, store, cache, options } = opening;
  if (uri.sha256 !== undefined) {
    const pinned = await cache.findAny(store.address, uri.sha256);
    if (pinned !== undefined) return fromCache(opening, pinned);
  }
  const listing = await store.list(uri.text, options.signal).catch((error: unknown) => unreachable(opening, error));
  if (!("entries" in listing)) return listing;
  const found = await cache.find(store.address, listing);
  if (found !== undefined) return fromCache(opening, found);
  const unlock = await cache.lock(store.address, options.signal);
  try {
    // Whoever had the lock before may have fetched it.
    return (await cache.find(store.address, listing)) ?? (await fetchInto(opening, listing));
  } finally {
    await unlock();
  }
}

async function fetchInto(opening: Opening, listing: ArtifactListing): Promise<CacheEntry> {
  const { uri, store, cache, host, limits, options } = opening;
  const { unit, signal } = options;
  host.logger.log("info", "fetching artifact", { ...(unit !== undefined && { unit }), uri: publicUri(uri.text) });
  const begin = (): ReturnType<DiskCache["begin"]> => cache.begin();
  const collected = await collectArtifact(uri, store, listing, begin, { host, limits, unit, signal });
  return cache.keep(uri.text, store.address, collected);
}

function fromCache({ uri, host, options }: Opening, entry: CacheEntry): CacheEntry {
  assertPinned(uri.text, uri.sha256, entry.sha256);
  const { unit } = options;
  host.logger.log("debug", "artifact is in the cache", { ...(unit !== undefined && { unit }), uri: entry.uri });
  return entry;
}

// A restart must not fail because the bucket is out of reach for a while.
async function unreachable({ uri, store, cache, host, options }: Opening, error: unknown): Promise<CacheEntry> {
  if (!InferenceError.is(error) || error.code !== "UNAVAILABLE") throw error;
  const entry = await cache.findAny(store.address, uri.sha256);
  if (entry === undefined) throw error;
  const { unit } = options;
  const fields = { ...(unit !== undefined && { unit }), uri: entry.uri, error };
  host.logger.log("warn", "the store cannot be reached; the artifact is served as it was fetched last", fields);
  return entry;
}
