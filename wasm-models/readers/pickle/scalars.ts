/** Instructions that are a value by themselves. @module */
import { MAX_INTEGER, MAX_NUMBER_LINE } from "../limits.ts";
import type { Cursor } from "./cursor.ts";
import { decodeInteger, parseFloat64, parseInteger } from "./integers.ts";
import * as op from "./opcodes.ts";
import { latin1, decodeQuoted, decodeRawUnicode } from "./text.ts";
import type { PickleValue } from "./values.ts";

/** @returns undefined when the instruction is of another kind */
export function readScalar(opcode: number, cursor: Cursor): PickleValue | undefined {
  switch (opcode) {
    case op.NONE:
      return null;
    case op.NEWTRUE:
      return true;
    case op.NEWFALSE:
      return false;
    case op.BININT1:
      return cursor.uint8();
    case op.BININT2:
      return cursor.uint16();
    case op.BININT:
      return cursor.int32();
    case op.LONG1:
      return integer(cursor.uint8(), cursor);
    case op.LONG4:
      return integer(cursor.int32(), cursor);
    case op.BINFLOAT:
      return cursor.float64();
    case op.SHORT_BINUNICODE:
      return cursor.utf8(cursor.uint8());
    case op.BINUNICODE:
      return cursor.utf8(cursor.uint32());
    case op.BINUNICODE8:
      return cursor.utf8(cursor.uint64());
    case op.SHORT_BINBYTES:
      return cursor.slice(cursor.uint8());
    case op.BINBYTES:
      return cursor.slice(cursor.uint32());
    case op.BINBYTES8:
    case op.BYTEARRAY8:
      return cursor.slice(cursor.uint64());
    case op.SHORT_BINSTRING:
      return cursor.latin1(cursor.uint8());
    case op.BINSTRING:
      return cursor.latin1(cursor.uint32());
    default:
      return readLine(opcode, cursor);
  }
}

/** Values of the text protocol, one on a line. */
function readLine(opcode: number, cursor: Cursor): PickleValue | undefined {
  switch (opcode) {
    case op.INT:
      return intOrBool(cursor);
    case op.LONG: {
      const line = cursor.line(MAX_NUMBER_LINE);
      const digits = line.at(-1) === 0x4c ? line.subarray(0, -1) : line;
      return parseInteger(digits) ?? cursor.refuse("an integer", "other text");
    }
    case op.FLOAT:
      return parseFloat64(cursor.line(MAX_NUMBER_LINE)) ?? cursor.refuse("a float", "other text");
    case op.STRING:
      return decodeQuoted(cursor.line()) ?? cursor.refuse("text in quotes", "other text");
    case op.UNICODE:
      return decodeRawUnicode(cursor.line());
    default:
      return undefined;
  }
}

/** `01` and `00` are bools, which the first protocols had no instruction for. */
function intOrBool(cursor: Cursor): PickleValue {
  const line = cursor.line(MAX_NUMBER_LINE);
  const text = latin1(line);
  if (text === "01") return true;
  if (text === "00") return false;
  return parseInteger(line) ?? cursor.refuse("an integer", "other text");
}

function integer(length: number, cursor: Cursor): number | bigint {
  if (length < 0 || length > MAX_INTEGER) cursor.refuse(`an integer of at most ${MAX_INTEGER} bytes`, `${length}`);
  return decodeInteger(cursor.slice(length));
}
