/**
 * Where a function body is charged for its instructions. A stretch is a run of code with no way in
 * or out but its ends; its weight is charged where it starts. Function entries and loop heads are
 * also where exhaustion is checked, so that every endless loop or recursion ends.
 *
 * A short stretch is charged together with the one that always runs before it: a guest then pays a
 * few instructions too many at most, and never one too few.
 * @module
 */
import { BULK, OP, readInstruction } from "./opcodes.ts";
import type { Instruction } from "./opcodes.ts";
import { refuse } from "./reader.ts";
import type { ByteReader } from "./reader.ts";

export interface Charge {
  /** Byte offset in front of which the charge goes. */
  readonly at: number;
  readonly weight: number;
  /** Whether fuel is checked here: at loop heads. */
  readonly isLoop: boolean;
}

/** What an instruction needs around it when fuel is held in a local. */
export type Site = {
  readonly at: number;
  readonly end: number;
  readonly kind: "call" | "leave" | "bytes" | "elements";
};

export interface BodyPlan {
  /** Weight charged at the function's entry. */
  readonly entry: number;
  /** The other charges, by offset. */
  readonly charges: readonly Charge[];
  /** Calls, returns and bulk instructions, by offset. */
  readonly sites: readonly Site[];
}

/** Bounds of the indices a body may name: those of the module as it came. */
export interface IndexBounds {
  readonly locals: number;
  readonly globals: number;
}

interface Stretch {
  readonly at: number;
  readonly isLoop: boolean;
  /** The stretch that always runs before this one in the same turn of the same loop. */
  readonly before: number;
  weight: number;
  absorbed: number;
}

/** Shorter stretches join the one before. */
const SHORT = 16;
/** Most that one stretch takes in from others, so that a wide switch is not charged at its head. */
const MOST_ABSORBED = 64;
/** A grown memory is mapped and its windows are made anew: far dearer than an addition. */
const GROW_WEIGHT = 4096;
const FREE: ReadonlySet<number> = new Set([0x01, OP.block, OP.loop, OP.else, OP.end]);

/** Reads a body's instructions and decides where it is charged. */
export function planBody(reader: ByteReader, bounds: IndexBounds): BodyPlan {
  const stretches: Stretch[] = [{ at: reader.at, isLoop: true, before: -1, weight: 0, absorbed: 0 }];
  const openers: number[] = [0];
  const sites: Site[] = [];
  const instruction: Instruction = { opcode: 0, misc: -1, index: 0 };
  let current = 0;
  const start = (before: number, isLoop = false): void => {
    current = stretches.push({ at: reader.at, isLoop, before, weight: 0, absorbed: 0 }) - 1;
  };
  while (openers.length > 0) {
    const at = reader.at;
    readInstruction(reader, instruction);
    const { opcode } = instruction;
    checkIndex(instruction, bounds, openers.length, at);
    if (!FREE.has(opcode)) stretches[current]!.weight += opcode === OP.memoryGrow ? GROW_WEIGHT : 1;
    const kind = siteOf(instruction);
    if (kind !== undefined) sites.push({ at, end: reader.at, kind });
    if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) {
      openers.push(current);
      if (opcode !== OP.block) start(current, opcode === OP.loop);
    } else if (opcode === OP.else) start(openers.at(-1)!);
    else if (opcode === OP.end) {
      const opener = openers.pop()!;
      if (openers.length > 0) start(opener);
    } else if (leaves(opcode)) start(current);
  }
  reader.finish("a function body");
  return { ...fold(stretches), sites };
}

function fold(stretches: Stretch[]): { entry: number; charges: Charge[] } {
  const charges: Charge[] = [];
  for (let i = stretches.length - 1; i > 0; i--) {
    const { at, weight, isLoop, before } = stretches[i]!;
    const into = stretches[before]!;
    if (!isLoop && weight < SHORT && into.absorbed + weight <= MOST_ABSORBED) {
      into.weight += weight;
      into.absorbed += weight;
    } else charges.push({ at, weight: Math.max(weight, 1), isLoop });
  }
  return { entry: Math.max(stretches[0]!.weight, 1), charges: charges.toReversed() };
}

function siteOf({ opcode, misc }: Instruction): Site["kind"] | undefined {
  if (opcode === OP.call || opcode === OP.callIndirect) return "call";
  if (opcode === OP.return || opcode === OP.returnCall || opcode === OP.returnCallIndirect) return "leave";
  if (!BULK.has(misc)) return undefined;
  return misc <= 11 ? "bytes" : "elements";
}

function leaves(opcode: number): boolean {
  return (
    (opcode >= OP.br && opcode <= OP.return) ||
    opcode === OP.unreachable ||
    opcode === OP.returnCall ||
    opcode === OP.returnCallIndirect
  );
}

/**
 * The rewriter adds a global, locals and a label. An index that was out of range before must not
 * come to mean one of them: it would let a guest refill its own fuel.
 */
function checkIndex({ opcode, index }: Instruction, bounds: IndexBounds, labels: number, at: number): void {
  const isLocal = opcode >= OP.localGet && opcode <= OP.localTee;
  if (isLocal && index >= bounds.locals) refuse(`it names local ${index} of ${bounds.locals} at byte ${at}`);
  const isGlobal = opcode === OP.globalGet || opcode === OP.globalSet;
  if (isGlobal && index >= bounds.globals) refuse(`it names global ${index} of ${bounds.globals} at byte ${at}`);
  const isBranch = opcode >= OP.br && opcode <= OP.brTable;
  if (isBranch && index >= labels) refuse(`it branches to label ${index} of ${labels} at byte ${at}`);
}
