/** Unpacks tar in one pass: files and folders; links, devices and sparse files are refused. @module */
import { ByteReader } from "./byte-reader.ts";
import { BLOCK, readPaxRecords, readTarHeader, readText } from "./tar-header.ts";
import type { TarHeader } from "./tar-header.ts";
import type { Unpacking } from "./unpacking.ts";

/** Longest name or pax header that is read. */
const MAX_EXTENSION = 64 * 1024;

const REFUSED: Readonly<Record<string, string>> = {
  "1": "a hard link",
  "2": "a symbolic link",
  "3": "a character device",
  "4": "a block device",
  "6": "a pipe",
  S: "a sparse file",
};

/** What headers in front of an entry say about it. */
interface Extension {
  path?: string | undefined;
  sizeBytes?: number | undefined;
}

/** @throws InferenceError INVALID_ARGUMENT for damage and for what is refused, RESOURCE_EXHAUSTED beyond limits */
export async function unpackTar(pieces: AsyncIterable<Uint8Array>, unpacking: Unpacking): Promise<void> {
  const reader = new ByteReader(pieces);
  try {
    await unpackEntries(reader, unpacking);
  } finally {
    await reader.close();
  }
}

async function unpackEntries(reader: ByteReader, unpacking: Unpacking): Promise<void> {
  let extension: Extension = {};
  for (;;) {
    const block = await reader.exactly(BLOCK);
    // Empty blocks end an archive. Without them nobody knows whether it was cut between two files.
    if (block.length === BLOCK && block.every((byte) => byte === 0)) {
      if (extension.path !== undefined) throw unpacking.refused("ends after the name of a file");
      // A stream is read to its end: what decompresses it checks its sum there.
      await drain(reader, unpacking);
      return;
    }
    if (block.length < BLOCK) throw unpacking.refused("is cut off");
    const header = readTarHeader(block);
    if (header === undefined) throw unpacking.refused("has a damaged header, or is no tar");
    unpacking.countEntry();
    const next = await readExtension(header, reader, unpacking, extension);
    if (next !== undefined) {
      extension = next;
      continue;
    }
    await unpackEntry(header, extension, reader, unpacking);
    extension = {};
  }
}

async function drain(reader: ByteReader, unpacking: Unpacking): Promise<void> {
  for (;;) {
    const rest = await reader.some(65_536);
    if (rest === undefined) return;
    unpacking.countBytes(rest.length);
  }
}

/** Undefined when the header is that of an entry itself. */
async function readExtension(
  { type, sizeBytes }: TarHeader,
  reader: ByteReader,
  unpacking: Unpacking,
  before: Extension,
): Promise<Extension | undefined> {
  if (!["x", "g", "L", "K"].includes(type)) return undefined;
  if (sizeBytes > MAX_EXTENSION) throw unpacking.refused(`has a header of ${sizeBytes} bytes`);
  const content = await reader.exactly(sizeBytes);
  unpacking.countBytes(sizeBytes);
  if (content.length < sizeBytes || !(await reader.skip(padding(sizeBytes)))) throw cut(unpacking);
  if (type === "L") return { ...before, path: readText(content, 0, sizeBytes) };
  if (type === "K") return before;
  const records = readPaxRecords(content);
  if (records === undefined) throw unpacking.refused("has a damaged pax header");
  if ([...records.keys()].some((key) => key.startsWith("GNU.sparse."))) throw unpacking.refused("has a sparse file");
  // Global records name no single file; the ones that matter here do.
  if (type === "g") return before;
  const size = records.get("size");
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw unpacking.refused("has a damaged pax header");
  return {
    path: records.get("path") ?? before.path,
    sizeBytes: size === undefined ? before.sizeBytes : Number(size),
  };
}

async function unpackEntry(
  header: TarHeader,
  extension: Extension,
  reader: ByteReader,
  unpacking: Unpacking,
): Promise<void> {
  const path = extension.path ?? header.path;
  const sizeBytes = extension.sizeBytes ?? header.sizeBytes;
  const refused = REFUSED[header.type];
  if (refused !== undefined) throw unpacking.refused(`has ${refused}; only files and folders are unpacked`);
  const isFolder = header.type === "5" || ((header.type === "0" || header.type === "\0") && path.endsWith("/"));
  if (isFolder) {
    unpacking.folder(path);
    if (!(await reader.skip(sizeBytes + padding(sizeBytes)))) throw cut(unpacking);
    return;
  }
  if (!["0", "\0", "7"].includes(header.type)) {
    throw unpacking.refused(`has an entry of type ${header.type.charCodeAt(0)}; only files and folders are unpacked`);
  }
  const written = await unpacking.file(path, contentOf(reader, sizeBytes, unpacking));
  if (written < sizeBytes || !(await reader.skip(padding(sizeBytes)))) throw cut(unpacking);
}

async function* contentOf(
  reader: ByteReader,
  sizeBytes: number,
  unpacking: Unpacking,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = sizeBytes; left > 0;) {
    const piece = await reader.some(left);
    if (piece === undefined) return;
    unpacking.countBytes(piece.length);
    left -= piece.length;
    yield piece;
  }
}

function padding(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
}

function cut(unpacking: Unpacking): Error {
  return unpacking.refused("ends within a file");
}
