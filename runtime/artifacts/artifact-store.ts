/**
 * Where trained models lie. A store is one kind of place (a bucket, a web server, a disk): it says
 * what a URI names and hands out bytes. What is done with them (retries, limits, pins, unpacking,
 * the cache) is the same for all stores and knows none of them.
 * @module
 */

/** One file of an artifact. */
export interface ArtifactEntry {
  /** What `open` takes to read it. */
  readonly uri: string;
  /** Below the artifact's own URI, with "/"; of an artifact that is one file, its name. */
  readonly path: string;
  /** Bytes; undefined when the store does not say. */
  readonly sizeBytes: number | undefined;
  /** Changes when the content does (an ETag, a generation); undefined when the store has none. */
  readonly validator: string | undefined;
}

/** What a URI names. A folder has at least one file. */
export interface ArtifactListing {
  readonly kind: "file" | "folder";
  readonly entries: readonly ArtifactEntry[];
}

/** Where to begin, and which version is meant. */
export interface ArtifactRange {
  /** Bytes to leave out. */
  readonly start: number;
  /** The version that was begun with; a store that can refuses another one. */
  readonly validator: string | undefined;
}

/** The bytes of one file, from `start` on. */
export interface ArtifactBody {
  /** The first byte that comes: the one asked for, or 0 when the store cannot begin elsewhere. */
  readonly start: number;
  /** Bytes of the whole file; undefined when the store does not say. */
  readonly sizeBytes: number | undefined;
  readonly validator: string | undefined;
  readonly stream: ReadableStream<Uint8Array>;
}

export interface ArtifactStore {
  /** Where the artifact is, without credentials: two configurations may mean different places by one URI. */
  readonly address: string;
  /**
   * Says what `uri` names.
   * @throws InferenceError NOT_FOUND, PERMISSION_DENIED naming the credentials that were looked for,
   * RESOURCE_EXHAUSTED when a folder has too many files, UNAVAILABLE when nobody answers
   */
  list(uri: string, signal?: AbortSignal): Promise<ArtifactListing>;
  /**
   * Begins to read one file.
   * @throws InferenceError as `list`; ArtifactChanged when the version that was asked for has gone
   */
  open(uri: string, range: ArtifactRange, signal?: AbortSignal): Promise<ArtifactBody>;
}

/** Takes the files of an artifact: a folder of the cache, or memory. */
export interface ArtifactSink {
  /** Begins a file; `path` is relative, has "/", and stays inside. */
  create(path: string): Promise<FileWriter>;
}

export interface FileWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** Forgets what was written. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A file that has arrived. */
export interface StoredFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}
