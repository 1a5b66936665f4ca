/** One file from its store to where it is kept; goes on where a connection breaks off. @module */
import { InferenceError, invalid } from "../errors.ts";
import type { ArtifactHost, RunningSha256 } from "./artifact-host.ts";
import type { ArtifactBody, ArtifactEntry, ArtifactStore, FileWriter, StoredFile } from "./artifact-store.ts";
import { publicUri } from "./artifact-uri.ts";
import { ArtifactChanged, BrokenTransfer, networkReason } from "./failure.ts";
import type { Allowance } from "./limits.ts";
import type { Progress } from "./progress.ts";
import { backOffMs, pause } from "./transport.ts";

/** A server that hands out a byte at a time is not followed for ever. */
const MAX_BREAKS = 100;

export interface TransferContext {
  readonly host: ArtifactHost;
  readonly store: ArtifactStore;
  readonly allowance: Allowance;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** What has arrived so far. */
interface Arrived {
  bytes: number;
  hash: RunningSha256;
  validator: string | undefined;
}

/**
 * Fetches `entry` into `writer`.
 * @throws ArtifactChanged when it is no longer the version that was listed; InferenceError
 * UNAVAILABLE when the transfer keeps breaking off
 */
export async function transfer(
  entry: ArtifactEntry,
  writer: FileWriter,
  context: TransferContext,
): Promise<StoredFile> {
  const { host, allowance, signal } = context;
  const arrived: Arrived = { bytes: 0, hash: host.sha256(), validator: entry.validator };
  let failures = 0;
  for (let breaks = 0; ; breaks++) {
    const before = arrived.bytes;
    try {
      await receive(entry, arrived, writer, context);
      return { path: entry.path, sizeBytes: arrived.bytes, sha256: await arrived.hash.digest() };
    } catch (error) {
      if (!(error instanceof BrokenTransfer)) throw error;
      failures = arrived.bytes > before ? 1 : failures + 1;
      if (failures >= allowance.limits.attempts || breaks >= MAX_BREAKS) throw broken(entry, arrived, error);
    }
    if (!canResume(arrived.validator)) await restart(arrived, writer, context);
    await pause(host, backOffMs(failures, host.random()), signal);
  }
}

async function receive(
  entry: ArtifactEntry,
  arrived: Arrived,
  writer: FileWriter,
  context: TransferContext,
): Promise<void> {
  const { store, signal } = context;
  const body = await store.open(entry.uri, { start: arrived.bytes, validator: arrived.validator }, signal);
  const reader = body.stream.getReader();
  try {
    assertSameVersion(entry, arrived, body);
    if (body.start !== arrived.bytes) {
      if (body.start !== 0)
        invalid(`"${publicUri(entry.uri)}": expected bytes from ${arrived.bytes}, got ${body.start}`);
      await restart(arrived, writer, context);
    }
    await pump(reader, arrived, writer, context, body.sizeBytes ?? entry.sizeBytes);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function assertSameVersion(entry: ArtifactEntry, arrived: Arrived, body: ArtifactBody): void {
  const isOther =
    body.validator !== undefined && arrived.validator !== undefined && body.validator !== arrived.validator;
  if (isOther) throw new ArtifactChanged(entry.uri);
  arrived.validator ??= body.validator;
}

async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  arrived: Arrived,
  writer: FileWriter,
  { host, allowance, progress, signal }: TransferContext,
  sizeBytes: number | undefined,
): Promise<void> {
  for (;;) {
    const chunk = await readChunk(reader, host, allowance.limits.timeoutMs, signal);
    if (chunk === undefined) break;
    allowance.takeBytes(chunk.length);
    arrived.bytes += chunk.length;
    if (sizeBytes !== undefined && arrived.bytes > sizeBytes) break;
    arrived.hash.update(chunk);
    progress.add(chunk.length);
    await writer.write(chunk);
  }
  if (sizeBytes === undefined || arrived.bytes === sizeBytes) return;
  if (arrived.bytes > sizeBytes) invalid(`Expected a file of ${sizeBytes} bytes, the store sent more`);
  throw new BrokenTransfer(`it ended after ${arrived.bytes} of ${sizeBytes} bytes`);
}

async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  host: ArtifactHost,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  let isLate = false;
  const stop = (): void => void reader.cancel().catch(() => {});
  const cancel = host.after(timeoutMs, () => {
    isLate = true;
    stop();
  });
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const { done, value } = await reader.read();
    if (signal?.aborted) throw new InferenceError("CANCELLED", "The transfer was cancelled");
    if (isLate) throw new BrokenTransfer(`nothing came within ${timeoutMs} ms`);
    return done ? undefined : value;
  } catch (error) {
    if (InferenceError.is(error) || error instanceof BrokenTransfer) throw error;
    if (signal?.aborted) throw new InferenceError("CANCELLED", "The transfer was cancelled", { cause: error });
    throw new BrokenTransfer(networkReason(error), error);
  } finally {
    cancel();
    signal?.removeEventListener("abort", stop);
  }
}

async function restart(
  arrived: Arrived,
  writer: FileWriter,
  { host, allowance, progress }: TransferContext,
): Promise<void> {
  if (arrived.bytes === 0) return;
  allowance.returnBytes(arrived.bytes);
  progress.add(-arrived.bytes);
  arrived.bytes = 0;
  arrived.hash = host.sha256();
  await writer.restart();
}

// A weak ETag says that the meaning is the same, not the bytes.
function canResume(validator: string | undefined): boolean {
  return validator !== undefined && !validator.startsWith("W/");
}

function broken(entry: ArtifactEntry, { bytes }: Arrived, cause: BrokenTransfer): InferenceError {
  const text = `"${publicUri(entry.uri)}": the transfer broke off after ${bytes} bytes and does not go on: ${cause.message}`;
  return new InferenceError("UNAVAILABLE", text, { cause });
}
