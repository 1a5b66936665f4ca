/** All files of an artifact from its store into a sink. @module */
import { InferenceError } from "../errors.ts";
import { PathSet, safePath } from "./archive/safe-path.ts";
import type { ArtifactHost } from "./artifact-host.ts";
import type { ArtifactEntry, ArtifactListing, ArtifactSink, ArtifactStore, StoredFile } from "./artifact-store.ts";
import { publicUri } from "./artifact-uri.ts";
import { Allowance, tooLarge, tooMany } from "./limits.ts";
import type { ArtifactLimits } from "./limits.ts";
import { Progress } from "./progress.ts";
import { transfer } from "./transfer.ts";
import type { TransferContext } from "./transfer.ts";

export interface FetchOptions {
  readonly host: ArtifactHost;
  readonly limits: ArtifactLimits;
  /** Name of the unit it is for, for the log. */
  readonly unit?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches what was listed, several files at a time. When one fails the others are given up.
 * @returns the files in the order of the listing
 * @throws InferenceError; ArtifactChanged when it has to be listed anew
 */
export async function fetchArtifact(
  uri: string,
  store: ArtifactStore,
  listing: ArtifactListing,
  sink: ArtifactSink,
  { host, limits, unit, signal }: FetchOptions,
): Promise<readonly StoredFile[]> {
  const entries = checkEntries(uri, listing.entries, limits);
  const progress = new Progress(host, uri, unit, totalOf(entries));
  const failed = new AbortController();
  const stop = (): void => failed.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const context: TransferContext = {
    host,
    store,
    allowance: new Allowance(limits),
    progress,
    signal: failed.signal,
  };
  const files: StoredFile[] = [];
  const waiting = entries.entries();
  const work = async (): Promise<void> => {
    for (const [at, entry] of waiting) files[at] = await fetchFile(entry, sink, context);
  };
  try {
    await settleAll(Array.from({ length: Math.min(limits.parallel, entries.length) }, work), stop);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  progress.done(files.length);
  return files;
}

// Nothing may still write when the folder is cleared away; the first failure is the one that counts.
async function settleAll(workers: readonly Promise<void>[], stop: () => void): Promise<void> {
  let first: { error: unknown } | undefined;
  const guarded = workers.map((worker) =>
    worker.catch((error: unknown) => {
      first ??= { error };
      stop();
    }),
  );
  await Promise.all(guarded);
  if (first !== undefined) throw first.error;
}

async function fetchFile(entry: ArtifactEntry, sink: ArtifactSink, context: TransferContext): Promise<StoredFile> {
  const writer = await sink.create(entry.path);
  try {
    return await transfer(entry, writer, context);
  } finally {
    await writer.close();
  }
}

function checkEntries(
  uri: string,
  entries: readonly ArtifactEntry[],
  limits: ArtifactLimits,
): readonly ArtifactEntry[] {
  const where = `"${publicUri(uri)}"`;
  if (entries.length === 0) throw new InferenceError("NOT_FOUND", `${where}: the folder is empty`);
  if (entries.length > limits.maxFiles) throw tooMany(limits);
  const taken = new PathSet();
  const checked = entries.map((entry) => ({ ...entry, path: safePath(entry.path, where) }));
  for (const { path } of checked) taken.add(path, where);
  if ((totalOf(entries.filter(({ sizeBytes }) => sizeBytes !== undefined)) ?? 0) > limits.maxBytes) {
    throw tooLarge(limits);
  }
  return checked;
}

function totalOf(entries: readonly ArtifactEntry[]): number | undefined {
  return entries.reduce<number | undefined>(
    (sum, { sizeBytes }) => (sum === undefined || sizeBytes === undefined ? undefined : sum + sizeBytes),
    0,
  );
}
