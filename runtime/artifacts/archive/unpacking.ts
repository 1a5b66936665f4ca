/** What every kind of archive is unpacked with: names, limits, digests. @module */
import { InferenceError } from "../../errors.ts";
import type { ArtifactHost } from "../artifact-host.ts";
import type { ArtifactSink, StoredFile } from "../artifact-store.ts";
import { Allowance } from "../limits.ts";
import type { ArtifactLimits } from "../limits.ts";
import { PathSet, safePath } from "./safe-path.ts";

/** Archives that unpack to less are not worth a bomb. */
const SMALL_BYTES = 1024 * 1024;

export class Unpacking {
  readonly files: StoredFile[] = [];
  /** The archive, in messages. */
  readonly where: string;
  readonly #sink: ArtifactSink;
  readonly #host: Pick<ArtifactHost, "sha256">;
  readonly #allowance: Allowance;
  readonly #taken = new PathSet();
  readonly #maxUnpacked: number;
  readonly #maxEntries: number;
  #unpacked = 0;
  #entries = 0;

  /** @param packedBytes size of the archive, for the ratio */
  constructor(
    where: string,
    packedBytes: number,
    sink: ArtifactSink,
    host: Pick<ArtifactHost, "sha256">,
    limits: ArtifactLimits,
  ) {
    this.where = where;
    this.#sink = sink;
    this.#host = host;
    this.#allowance = new Allowance(limits);
    this.#maxUnpacked = Math.max(SMALL_BYTES, packedBytes * limits.maxRatio);
    this.#maxEntries = 2 * limits.maxFiles;
  }

  /** Counts an entry of any kind, folders too. */
  countEntry(): void {
    if (++this.#entries > this.#maxEntries) throw this.refused(`has more than ${this.#maxEntries} entries`);
  }

  /** Counts unpacked bytes, whether they are kept or not. */
  countBytes(count: number): void {
    this.#unpacked += count;
    if (this.#unpacked > this.#maxUnpacked) {
      throw this.refused(`unpacks to more than ${this.#maxUnpacked} bytes, too many for its size`);
    }
    this.#allowance.takeBytes(count);
  }

  /** A safe form of a folder's name. */
  folder(path: string): void {
    if (/^(\.?\/)*\.?$/.test(path)) return;
    safePath(path, this.where);
  }

  /** Writes one file. @returns its size in bytes */
  async file(path: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
    const safe = safePath(path, this.where);
    this.#taken.add(safe, this.where);
    this.#allowance.takeFile();
    const hash = this.#host.sha256();
    const writer = await this.#sink.create(safe);
    let sizeBytes = 0;
    try {
      for await (const piece of pieces) {
        sizeBytes += piece.length;
        hash.update(piece);
        await writer.write(piece);
      }
    } finally {
      await writer.close();
    }
    this.files.push({ path: safe, sizeBytes, sha256: await hash.digest() });
    return sizeBytes;
  }

  refused(reason: string): InferenceError {
    return new InferenceError("INVALID_ARGUMENT", `${this.where}: the archive ${reason}`);
  }
}
