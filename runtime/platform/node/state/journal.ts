/**
 * Lines in a folder that outlive the process: a snapshot, and a journal of what came after it. Killed
 * at any point, the next start reads what was written; at most the last line is torn, and passed over.
 *
 * `snapshot-7` holds all that was known when `journal-7` was begun; a new pair is complete before the
 * old one goes.
 * @module
 */
import { close, fsync, openSync, write, writeSync } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Logger } from "../../../host.ts";
import { readLines } from "./journal-lines.ts";

/** What a snapshot holds; each line without its line feed. */
export interface SnapshotLines {
  /** As things stand at this moment. */
  readonly exact: readonly string[];
  /** What may change while it is written, and may be read twice. */
  readonly rest: Iterable<string>;
}

/** Bytes of a journal before it is replaced by a snapshot, unless the snapshot is longer than that. */
const MAX_JOURNAL_BYTES = 16 * 1024 * 1024;
/** Lines that wait to be written; further ones are dropped. */
const MAX_WAITING = 20_000;
const LINES_AT_ONCE = 1000;
/** Milliseconds until lines that may wait are written. */
const WRITE_MS = 50;
/** Milliseconds until what is written is safe from a loss of power. */
const SYNC_MS = 1000;
/** Milliseconds between attempts after a failure. */
const RETRY_MS = 5000;

const NAME = /^(snapshot|journal)-(\d{1,15})\.ndjson$/;
const ANY_NAME = /^(?:snapshot|journal)-(\d{1,15})\.ndjson(?:\.tmp)?$/;

export class Journal {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #snapshot: () => SnapshotLines;
  #number = 0;
  #file: number | undefined = undefined;
  #bytes = 0;
  #limit = MAX_JOURNAL_BYTES;
  #waiting: string[] = [];
  /** Lines that were dropped since the last time that all were taken. */
  #dropped = 0;
  #writing: Promise<void> = Promise.resolve();
  #writeTimer: ReturnType<typeof setTimeout> | undefined = undefined;
  #syncTimer: ReturnType<typeof setTimeout> | undefined = undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined = undefined;
  #compacting: Promise<void> | undefined = undefined;
  #isClosed = false;

  /** @param snapshot called for all that is known when it is written anew */
  constructor(folder: string, logger: Logger, snapshot: () => SnapshotLines) {
    this.#folder = folder;
    this.#logger = logger;
    this.#snapshot = snapshot;
  }

  /**
   * Reads all that was written, the oldest first, and begins anew.
   * @param read answers whether the line is one of its own
   * @throws Error when the folder cannot be read or written
   */
  async open(read: (line: string) => boolean): Promise<void> {
    const found = (await readdir(this.#folder)).flatMap((name) => {
      const [, kind, number] = NAME.exec(name) ?? [];
      return kind === undefined ? [] : [{ name, kind, number: Number(number) }];
    });
    const newest = Math.max(0, ...found.filter(({ kind }) => kind === "snapshot").map(({ number }) => number));
    const useful = found.filter(({ number }) => number >= newest);
    // Of one number the snapshot is the older.
    useful.sort((a, b) => a.number - b.number || b.kind.localeCompare(a.kind));
    for (const { name } of useful) await readLines(join(this.#folder, name), read, this.#logger);
    this.#number = Math.max(0, ...found.map(({ number }) => number));
    await this.#rewrite();
  }

  /** Writes a line before it returns: it outlives the process, and soon a loss of power. */
  append(line: string): void {
    if (this.#file === undefined) return;
    try {
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
      this.#wrote(bytes.length);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes a line soon; drops it, and says so once, when too many wait. */
  appendLater(line: string): void {
    if (this.#file === undefined) return;
    if (this.#waiting.length >= MAX_WAITING) return this.#drop();
    this.#waiting.push(line);
    this.#writeTimer ??= setTimeout(() => this.#writeWaiting(), WRITE_MS).unref();
  }

  /** Writes what waits and closes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#tellDropped();
    await this.#compacting;
    await this.#writing;
    if (this.#waiting.length > 0) this.append(this.#waiting.splice(0).join("\n"));
    const file = this.#file;
    this.#file = undefined;
    for (const timer of [this.#writeTimer, this.#syncTimer, this.#retryTimer]) clearTimeout(timer);
    if (file === undefined) return;
    await promisify(fsync)(file);
    await promisify(close)(file);
  }

  // Said at the first and counted until the disk keeps up again.
  #drop(): void {
    if (this.#dropped++ > 0) return;
    const text = "more answers are remembered than can be written; some are lost when this process ends";
    this.#logger.log("warn", text, { folder: this.#folder, waiting: MAX_WAITING });
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const lines = this.#dropped;
    this.#dropped = 0;
    this.#logger.log("warn", "answers that were remembered and not written", { folder: this.#folder, lines });
  }

  #writeWaiting(): void {
    this.#writeTimer = undefined;
    this.#tellDropped();
    const [file, lines] = [this.#file, this.#waiting.splice(0)];
    if (file === undefined || lines.length === 0) return;
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    this.#writing = this.#writing.then(async () => {
      for (let at = 0; at < bytes.length;) at += (await promisify(write)(file, bytes, at)).bytesWritten;
      this.#wrote(bytes.length);
    });
    this.#writing = this.#writing.catch((error: unknown) => this.#fail(error));
  }

  #wrote(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) this.#compact();
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      // The file may have been replaced meanwhile; what stands in for it is safe already.
      if (this.#file !== undefined) fsync(this.#file, () => {});
    }, SYNC_MS).unref();
  }

  // Nothing is written any more until everything can be: what is missing would be missed.
  #fail(error: unknown): void {
    if (this.#file === undefined) return;
    this.#logger.log("error", "state cannot be written; it is kept in memory", { folder: this.#folder, error });
    const file = this.#file;
    this.#file = undefined;
    void this.#writing.then(() => close(file, () => {}));
    this.#retry();
  }

  #retry(): void {
    clearTimeout(this.#retryTimer);
    if (!this.#isClosed) this.#retryTimer = setTimeout(() => this.#compact(), RETRY_MS).unref();
  }

  #compact(): void {
    this.#compacting ??= this.#rewrite()
      .catch((error: unknown) => {
        this.#logger.log("error", "state cannot be written", { folder: this.#folder, error });
        this.#retry();
      })
      .finally(() => {
        this.#compacting = undefined;
        // The new journal has failed while the old one was cleared away.
        if (this.#file === undefined) this.#retry();
      });
  }

  async #rewrite(): Promise<void> {
    const number = this.#number + 1;
    const next = openSync(this.#path("journal", number), "a");
    // In one go: what comes later is in the new journal, and only there.
    const old = this.#file;
    const { exact, rest } = this.#snapshot();
    [this.#number, this.#file, this.#bytes] = [number, next, 0];
    try {
      this.#limit = Math.max(MAX_JOURNAL_BYTES, await this.#writeSnapshot(number, exact, rest));
    } finally {
      await this.#writing;
      if (old !== undefined) await promisify(close)(old);
    }
    for (const name of await readdir(this.#folder)) {
      if (Number(ANY_NAME.exec(name)?.[1] ?? number) < number) await rm(join(this.#folder, name), { force: true });
    }
  }

  async #writeSnapshot(number: number, exact: readonly string[], rest: Iterable<string>): Promise<number> {
    const path = this.#path("snapshot", number);
    const file = await open(`${path}.tmp`, "w");
    let bytes = 0;
    try {
      for (const lines of chunks(exact, rest)) bytes += (await file.write(lines)).bytesWritten;
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.tmp`, path);
    // The name is safe when its folder is.
    const folder = await open(this.#folder, "r");
    await folder.sync().finally(() => folder.close());
    return bytes;
  }

  #path(kind: "snapshot" | "journal", number: number): string {
    return join(this.#folder, `${kind}-${number}.ndjson`);
  }
}

function* chunks(exact: readonly string[], rest: Iterable<string>): Generator<string> {
  let lines = exact.map((line) => `${line}\n`);
  for (const line of rest) {
    lines.push(`${line}\n`);
    if (lines.length < LINES_AT_ONCE) continue;
    yield lines.join("");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
}
