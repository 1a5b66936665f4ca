/** Says how far a fetch is. @module */
import type { ArtifactHost } from "./artifact-host.ts";
import { publicUri } from "./artifact-uri.ts";

/** Milliseconds between two lines. */
const EVERY_MS = 5000;

export class Progress {
  readonly #host: ArtifactHost;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #startedAt: number;
  #saidAt: number;
  #bytes = 0;

  /** @param totalBytes undefined when the store does not say */
  constructor(host: ArtifactHost, uri: string, unit: string | undefined, totalBytes: number | undefined) {
    this.#host = host;
    this.#fields = { ...(unit !== undefined && { unit }), uri: publicUri(uri), totalBytes };
    this.#startedAt = this.#saidAt = host.now();
  }

  /** Counts bytes; negative ones are fetched again. */
  add(bytes: number): void {
    this.#bytes += bytes;
    const now = this.#host.now();
    if (now - this.#saidAt < EVERY_MS) return;
    this.#saidAt = now;
    this.#host.logger.log("info", "fetching artifact", { ...this.#fields, bytes: this.#bytes });
  }

  done(files: number): void {
    const seconds = Math.round(this.#host.now() - this.#startedAt) / 1000;
    this.#host.logger.log("info", "artifact fetched", { ...this.#fields, bytes: this.#bytes, files, seconds });
  }
}
