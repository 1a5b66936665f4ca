/**
 * The central directory of zip, with the 64-bit fields. What it says is compared with the local
 * headers; only it decides.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @module
 */
import type { ArchiveSource } from "./archive-source.ts";
import type { Unpacking } from "./unpacking.ts";

export interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Unix file type and permissions; 0 when the writer was no Unix. */
  readonly mode: number;
}

const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const MAX_DIRECTORY = 64 * 1024 * 1024;
const LIMIT_16 = 0xffff;
const LIMIT_32 = 0xffffffff;

/** Reads every entry. @throws InferenceError INVALID_ARGUMENT for what is no zip or is damaged */
export async function readZipDirectory(source: ArchiveSource, unpacking: Unpacking): Promise<readonly ZipEntry[]> {
  const { count, start, length } = await findDirectory(source, unpacking);
  if (start + length > source.sizeBytes || length > MAX_DIRECTORY || count * 46 > length) {
    throw unpacking.refused("has a damaged directory");
  }
  const bytes = await source.read(start, start + length);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    unpacking.countEntry();
    const end = at + 46 <= length && view.getUint32(at, true) === 0x02014b50 ? endOfEntry(view, at) : Infinity;
    if (end > length) throw unpacking.refused("has a damaged directory");
    entries.push(readEntry(view, bytes, at, end, unpacking));
    at = end;
  }
  return entries;
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly length: number;
}

async function findDirectory(source: ArchiveSource, unpacking: Unpacking): Promise<Directory> {
  const from = Math.max(0, source.sizeBytes - END_BYTES - MAX_COMMENT);
  const view = viewOf(await source.read(from, source.sizeBytes));
  for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
    const isEnd = view.getUint32(at, true) === 0x06054b50;
    if (!isEnd || at + END_BYTES + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const found = {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      start: view.getUint32(at + 16, true),
    };
    const isLarge = found.count === LIMIT_16 || found.length === LIMIT_32 || found.start === LIMIT_32;
    return isLarge ? findLargeDirectory(source, from + at, unpacking) : found;
  }
  throw unpacking.refused("is no zip, or its end is missing");
}

async function findLargeDirectory(source: ArchiveSource, end: number, unpacking: Unpacking): Promise<Directory> {
  const locator = end >= 20 ? viewOf(await source.read(end - 20, end)) : undefined;
  if (locator?.getUint32(0, true) !== 0x07064b50) throw unpacking.refused("has a damaged directory");
  const at = readLong(locator, 8, unpacking);
  if (at + 56 > source.sizeBytes) throw unpacking.refused("has a damaged directory");
  const view = viewOf(await source.read(at, at + 56));
  if (view.getUint32(0, true) !== 0x06064b50) throw unpacking.refused("has a damaged directory");
  return {
    count: readLong(view, 32, unpacking),
    length: readLong(view, 40, unpacking),
    start: readLong(view, 48, unpacking),
  };
}

function endOfEntry(view: DataView, at: number): number {
  return at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
}

function readEntry(view: DataView, bytes: Uint8Array, at: number, end: number, unpacking: Unpacking): ZipEntry {
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const isUnix = view.getUint16(at + 4, true) >>> 8 === 3;
  let sizeBytes = view.getUint32(at + 24, true);
  let packedBytes = view.getUint32(at + 20, true);
  let offset = view.getUint32(at + 42, true);
  const large = findLargeFields(view, at + 46 + nameLength, Math.min(end, at + 46 + nameLength + extraLength));
  let field = large?.start ?? 0;
  const take = (short: number): number => {
    if (short !== LIMIT_32) return short;
    if (large === undefined || field + 8 > large.end) throw unpacking.refused("has a damaged directory");
    field += 8;
    return readLong(view, field - 8, unpacking);
  };
  sizeBytes = take(sizeBytes);
  packedBytes = take(packedBytes);
  offset = take(offset);
  return {
    path: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes,
    sizeBytes,
    offset,
    mode: isUnix ? view.getUint32(at + 38, true) >>> 16 : 0,
  };
}

function findLargeFields(view: DataView, from: number, end: number): { start: number; end: number } | undefined {
  for (let at = from; at + 4 <= end;) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) return { start: at + 4, end: Math.min(end, at + 4 + length) };
    at += 4 + length;
  }
  return undefined;
}

function readLong(view: DataView, at: number, unpacking: Unpacking): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw unpacking.refused("has a damaged directory");
  return Number(value);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
