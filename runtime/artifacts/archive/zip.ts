/** Unpacks zip: stored and deflated files; links, encryption and other methods are refused. @module */
import type { ArchiveSource } from "./archive-source.ts";
import { createCrc32 } from "./crc32.ts";
import { inflate } from "./inflate.ts";
import type { Unpacking } from "./unpacking.ts";
import { readZipDirectory } from "./zip-directory.ts";
import type { ZipEntry } from "./zip-directory.ts";

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const TYPE_MASK = 0o170000;
const FILE = 0o100000;
const FOLDER = 0o040000;

/** @throws InferenceError INVALID_ARGUMENT for damage and for what is refused, RESOURCE_EXHAUSTED beyond limits */
export async function unpackZip(source: ArchiveSource, unpacking: Unpacking): Promise<void> {
  const entries = await readZipDirectory(source, unpacking);
  const crc32 = createCrc32();
  assertApart(entries, unpacking);
  for (const entry of entries) {
    const type = entry.mode & TYPE_MASK;
    if (type !== 0 && type !== FILE && type !== FOLDER) {
      throw unpacking.refused("has a link or a device; only files and folders are unpacked");
    }
    if (entry.path.endsWith("/") || type === FOLDER) unpacking.folder(entry.path);
    else await unpackEntry(source, entry, unpacking, crc32);
  }
}

// Entries that share their bytes make a large thing of a small one.
function assertApart(entries: readonly ZipEntry[], unpacking: Unpacking): void {
  let end = 0;
  for (const { offset, packedBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw unpacking.refused("has entries that overlap");
    end = offset + 30 + packedBytes;
  }
}

async function unpackEntry(
  source: ArchiveSource,
  entry: ZipEntry,
  unpacking: Unpacking,
  crc32: ReturnType<typeof createCrc32>,
): Promise<void> {
  if ((entry.flags & ENCRYPTED) !== 0) throw unpacking.refused("is encrypted");
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw unpacking.refused(`has a file packed by method ${entry.method}; only store and deflate are known`);
  }
  const start = await contentStart(source, entry, unpacking);
  const packed = source.stream(start, start + entry.packedBytes);
  const plain = entry.method === STORED ? packed : inflate(packed, "deflate-raw", unpacking.where);
  const size = await unpacking.file(entry.path, checked(plain, entry, unpacking, crc32));
  if (size !== entry.sizeBytes) throw unpacking.refused("has a file that is shorter than it says");
}

async function contentStart(source: ArchiveSource, entry: ZipEntry, unpacking: Unpacking): Promise<number> {
  const { offset } = entry;
  if (offset + 30 > source.sizeBytes) throw unpacking.refused("has a file beyond its end");
  const header = await source.read(offset, offset + 30);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) throw unpacking.refused("has a damaged header");
  const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + entry.packedBytes > source.sizeBytes) throw unpacking.refused("has a file beyond its end");
  return start;
}

async function* checked(
  pieces: AsyncIterable<Uint8Array>,
  entry: ZipEntry,
  unpacking: Unpacking,
  crc32: ReturnType<typeof createCrc32>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let crc = 0;
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > entry.sizeBytes) throw unpacking.refused("has a file that is longer than it says");
    unpacking.countBytes(piece.length);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (crc !== entry.crc) throw unpacking.refused("has a file whose checksum is wrong");
}
