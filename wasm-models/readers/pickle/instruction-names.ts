/** Names of instructions for errors. @module */
import * as opcodes from "./opcodes.ts";

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(opcodes).map(([name, code]) => [code, name]));

/** "" for a byte that is no instruction. */
export function instructionName(opcode: number): string {
  return NAMES.get(opcode) ?? "";
}
