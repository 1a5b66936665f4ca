/**
 * Memory and tables with their largest size lowered to what the manifest allows: the engine itself
 * then refuses growth beyond it.
 * @module
 */
import { readValueType } from "./opcodes.ts";
import { refuse, refuseFeature } from "./reader.ts";
import type { ByteReader } from "./reader.ts";
import { bodyOf, countOf } from "./sections.ts";
import type { Section } from "./sections.ts";
import { ByteWriter } from "./writer.ts";

const PAGE_BYTES = 65_536;
const MAX_TABLES = 16;
const MAX_TABLE_ENTRIES = 1_000_000;
const HAS_MAX = 1;

interface Limits {
  readonly least: number;
  readonly most: number;
}

/** The memory section with at most `memoryBytes`. */
export function limitMemory(section: Section | undefined, memoryBytes: number): Uint8Array | undefined {
  if (section === undefined) return undefined;
  const reader = bodyOf(section);
  const count = countOf(reader);
  if (count > 1) refuseFeature("several memories");
  const pages = Math.floor(memoryBytes / PAGE_BYTES);
  const out = new ByteWriter().u32(count);
  for (let i = 0; i < count; i++) {
    const { least, most } = readLimits(reader, 65_536);
    if (least > pages) {
      refuse(`its memory starts with ${least / 16} MiB, more than the ${memoryBytes / 2 ** 20} MiB of zerohop.memory`);
    }
    out.byte(HAS_MAX).u32(least).u32(Math.min(most, pages));
  }
  reader.finish("the memory section");
  return out.finish();
}

/** The table section with at most a million entries each. */
export function limitTables(section: Section | undefined): Uint8Array | undefined {
  if (section === undefined) return undefined;
  const reader = bodyOf(section);
  const count = countOf(reader);
  if (count > MAX_TABLES) refuse(`it has ${count} tables, more than ${MAX_TABLES}`);
  const out = new ByteWriter().u32(count);
  for (let i = 0; i < count; i++) {
    if (reader.bytes[reader.at] === 0x40) refuseFeature("typed references");
    out.byte(readValueType(reader));
    const { least, most } = readLimits(reader, 0xffff_ffff);
    if (least > MAX_TABLE_ENTRIES) refuse(`a table starts with ${least} entries, more than ${MAX_TABLE_ENTRIES}`);
    out.byte(HAS_MAX).u32(least).u32(Math.min(most, MAX_TABLE_ENTRIES));
  }
  reader.finish("the table section");
  return out.finish();
}

function readLimits(reader: ByteReader, natural: number): Limits {
  const flags = reader.byte();
  if ((flags & 2) !== 0) refuseFeature("threads (shared memory)");
  if ((flags & 4) !== 0) refuseFeature("memory64");
  if (flags > HAS_MAX) refuse(`limits with the unknown flags ${flags}`);
  const least = reader.u32();
  return { least, most: flags === HAS_MAX ? Math.max(reader.u32(), least) : natural };
}
