/**
 * The instructions of WebAssembly 2.0 with tail calls: which immediates follow each opcode. What is
 * outside of it is refused by the name of its proposal.
 * @module
 */
import { refuse, refuseFeature } from "./reader.ts";
import type { ByteReader } from "./reader.ts";

/** Opcodes that the rewriter treats by name. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  i64LtS: 0x53,
  i64Sub: 0x7d,
  i64ShrU: 0x88,
  i64ExtendI32U: 0xad,
} as const;

/** `0xfc` opcodes that work on as many bytes or elements as the top of the stack says. */
export const BULK: ReadonlySet<number> = new Set([8, 10, 11, 12, 14, 15, 17]);

const PREFIX_MISC = 0xfc;
const PREFIX_SIMD = 0xfd;
const VOID = 0x40;
const VALUE_TYPES: ReadonlySet<number> = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);

/** One instruction, as far as the rewriter needs it. Reused from one read to the next. */
export interface Instruction {
  opcode: number;
  /** The second opcode after `0xfc`, else -1. */
  misc: number;
  /** The index that a local, global, call or branch instruction names; of a br_table the largest. */
  index: number;
}

/** Reads a value type. */
export function readValueType(reader: ByteReader): number {
  const type = reader.byte();
  if (VALUE_TYPES.has(type)) return type;
  if (type === 0x69 || type === 0x68) return refuseFeature("exception handling");
  if (type >= 0x63 && type <= 0x74) return refuseFeature("typed references or garbage collection");
  return refuse(`the unknown value type 0x${type.toString(16)} at byte ${reader.at - 1}`);
}

/** Reads one instruction with its immediates into `into`. */
export function readInstruction(reader: ByteReader, into: Instruction): void {
  const opcode = reader.byte();
  into.opcode = opcode;
  into.misc = -1;
  into.index = 0;
  if (opcode >= 0x45 && opcode <= 0xc4) return;
  if (opcode >= 0x28 && opcode <= 0x3e) return memoryArgument(reader);
  if (opcode >= 0x20 && opcode <= 0x26) {
    into.index = reader.u32();
    return;
  }
  if (opcode === PREFIX_MISC) return miscellaneous(reader, into);
  if (opcode === PREFIX_SIMD) return simd(reader);
  plain(reader, into, opcode);
}

function plain(reader: ByteReader, into: Instruction, opcode: number): void {
  switch (opcode) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
    case 0xd1: // ref.is_null
      return;
    case 0x02: // block
    case 0x03: // loop
    case 0x04: // if
      return blockType(reader);
    case 0x0c: // br
    case 0x0d: // br_if
    case 0x10: // call
    case 0x12: // return_call
    case 0xd2: // ref.func
      into.index = reader.u32();
      return;
    case 0x0e: // br_table
      for (let targets = reader.u32(); targets >= 0; targets--) into.index = Math.max(into.index, reader.u32());
      return;
    case 0x11: // call_indirect
    case 0x13: // return_call_indirect
      reader.u32();
      reader.u32();
      return;
    case 0x1c: // select with types
      for (let types = reader.u32(); types > 0; types--) readValueType(reader);
      return;
    case 0x3f: // memory.size
    case 0x40: // memory.grow
      return onlyMemory(reader);
    case 0x41: // i32.const
      return reader.skipSigned(32);
    case 0x42: // i64.const
      return reader.skipSigned(64);
    case 0x43: // f32.const
      return reader.skip(4);
    case 0x44: // f64.const
      return reader.skip(8);
    case 0xd0: // ref.null
      readValueType(reader);
      return;
    default:
      refuseOpcode(opcode, reader.at - 1);
  }
}

function blockType(reader: ByteReader): void {
  const first = reader.bytes[reader.at] ?? reader.byte();
  if (first === VOID) reader.skip(1);
  else if (first >= 0x60 && first < 0x80) readValueType(reader);
  else reader.skipSigned(33);
}

function memoryArgument(reader: ByteReader): void {
  if (reader.u32() >= 0x40) refuseFeature("several memories");
  reader.u32();
}

function onlyMemory(reader: ByteReader): void {
  if (reader.byte() !== 0) refuseFeature("several memories");
}

function miscellaneous(reader: ByteReader, into: Instruction): void {
  const code = reader.u32();
  into.misc = code;
  if (code <= 7) return;
  if (code === 8) {
    reader.u32();
    return onlyMemory(reader);
  }
  if (code === 10) onlyMemory(reader);
  if (code === 10 || code === 11) return onlyMemory(reader);
  if (code === 12 || code === 14) reader.u32();
  if (code > 17) refuse(`the unknown instruction 0xfc ${code} at byte ${reader.at}`);
  reader.u32();
}

function simd(reader: ByteReader): void {
  const code = reader.u32();
  if (code >= 0x100) refuseFeature("relaxed SIMD (it gives other results on other machines)");
  if (code <= 11 || code === 92 || code === 93) return memoryArgument(reader);
  if (code === 12 || code === 13) return reader.skip(16);
  if (code >= 21 && code <= 34) return reader.skip(1);
  if (code >= 84 && code <= 91) {
    memoryArgument(reader);
    reader.skip(1);
  }
}

function refuseOpcode(opcode: number, at: number): never {
  if (opcode === 0xfe) refuseFeature("threads (atomic instructions)");
  if (opcode === 0xfb || opcode === 0xd3 || opcode === 0xd4) refuseFeature("garbage collection");
  if (opcode === 0x14 || opcode === 0x15 || opcode === 0xd5 || opcode === 0xd6) refuseFeature("typed references");
  if ((opcode >= 0x06 && opcode <= 0x0a) || opcode === 0x18 || opcode === 0x19 || opcode === 0x1f) {
    refuseFeature("exception handling");
  }
  return refuse(`the unknown instruction 0x${opcode.toString(16)} at byte ${at}`);
}
