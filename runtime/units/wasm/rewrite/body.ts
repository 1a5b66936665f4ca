/**
 * Writes a function body with its charges. A body with one charge takes it from the fuel global
 * and is left as it was. Others hold the fuel in a local, so that a tight loop pays a subtraction
 * and a branch, not a trip to memory: read at entry, written back before anything else may look.
 * @module
 */
import { OP, readValueType } from "./opcodes.ts";
import { ByteReader, refuse } from "./reader.ts";
import type { FunctionType } from "./sections.ts";
import { planBody } from "./stretches.ts";
import type { BodyPlan, Charge, Site } from "./stretches.ts";
import { ByteWriter } from "./writer.ts";

/** What bodies need to know of the module around them. */
export interface BodySurroundings {
  /** Index of the fuel global, which is also how many globals there were. */
  readonly fuelGlobal: number;
  /** Index of a type `[] -> results`, made when there is none. */
  resultType(results: readonly number[]): number;
}

const I32 = 0x7f;
const I64 = 0x7e;
const VOID = 0x40;
const MAX_LOCALS = 50_000;
/** Filling or copying eight bytes costs about as much as one instruction. */
const BYTES_SHIFT = 3;

/** Reads one entry of the code section and writes it back, metered. */
export function meterBody(reader: ByteReader, type: FunctionType, module: BodySurroundings): Uint8Array {
  const runs = new ByteReader(reader.bytes, reader.at, reader.end);
  const runCount = runs.u32();
  const firstRun = runs.at;
  const locals = type.parameters + readLocals(runs, runCount);
  const plan = planBody(new ByteReader(runs.bytes, runs.at, runs.end), {
    locals,
    globals: module.fuelGlobal,
  });
  const isSimple =
    plan.charges.length === 0 && plan.sites.every((site) => site.kind === "call" || site.kind === "leave");
  const out = new ByteWriter((reader.end - reader.at) * 2 + 64);
  out.u32(runCount + (isSimple ? 1 : 2)).raw(runs.bytes.subarray(firstRun, runs.at));
  out.u32(1).byte(I64);
  if (!isSimple) out.u32(1).byte(I32);
  const body = new BodyWriter(out, module.fuelGlobal, locals);
  body.enter(plan.entry, isSimple);
  if (isSimple) out.raw(runs.bytes.subarray(runs.at, runs.end));
  else {
    out.byte(OP.block);
    writeBlockType(out, type.results, module);
    weave(body, plan, runs);
    body.store();
    out.byte(OP.end);
  }
  return out.finish();
}

function readLocals(reader: ByteReader, runCount: number): number {
  let locals = 0;
  for (let run = 0; run < runCount; run++) {
    locals += reader.u32();
    readValueType(reader);
    if (locals > MAX_LOCALS) refuse(`a function has more than ${MAX_LOCALS} locals`);
  }
  return locals;
}

function writeBlockType(out: ByteWriter, results: readonly number[], module: BodySurroundings): void {
  if (results.length === 0) out.byte(VOID);
  else if (results.length === 1) out.byte(results[0]!);
  else out.signed(module.resultType(results));
}

/** Copies the body, with charges and fuel traffic in between. */
function weave(body: BodyWriter, plan: BodyPlan, source: ByteReader): void {
  let copied = source.at;
  const copyTo = (at: number): void => {
    body.out.raw(source.bytes.subarray(copied, at));
    copied = at;
  };
  let nextSite = 0;
  const sitesBefore = (at: number): void => {
    for (let site = plan.sites[nextSite]; site !== undefined && site.at < at; site = plan.sites[++nextSite]) {
      copyTo(site.at);
      body.before(site);
      copyTo(site.end);
      if (site.kind === "call") body.load();
    }
  };
  for (const charge of plan.charges) {
    sitesBefore(charge.at);
    copyTo(charge.at);
    body.charge(charge);
  }
  sitesBefore(source.end);
  copyTo(source.end);
}

class BodyWriter {
  readonly out: ByteWriter;
  readonly #global: number;
  readonly #fuel: number;
  readonly #size: number;

  constructor(out: ByteWriter, fuelGlobal: number, firstOwnLocal: number) {
    this.out = out;
    this.#global = fuelGlobal;
    this.#fuel = firstOwnLocal;
    this.#size = firstOwnLocal + 1;
  }

  /** Takes the entry's weight; `stores` writes it back at once. */
  enter(weight: number, stores: boolean): void {
    this.out.byte(OP.globalGet).u32(this.#global).byte(OP.i64Const).signed(weight).byte(OP.i64Sub);
    this.out.byte(OP.localTee).u32(this.#fuel);
    if (stores) this.out.byte(OP.globalSet).u32(this.#global).byte(OP.localGet).u32(this.#fuel);
    this.#check();
  }

  charge({ weight, isLoop }: Charge): void {
    this.out.byte(OP.localGet).u32(this.#fuel).byte(OP.i64Const).signed(weight).byte(OP.i64Sub);
    this.out.byte(isLoop ? OP.localTee : OP.localSet).u32(this.#fuel);
    if (isLoop) this.#check();
  }

  before(site: Site): void {
    if (site.kind === "bytes" || site.kind === "elements") this.#chargeBulk(site.kind === "bytes" ? BYTES_SHIFT : 0);
    else this.store();
  }

  /** Local to global. */
  store(): void {
    this.out.byte(OP.localGet).u32(this.#fuel).byte(OP.globalSet).u32(this.#global);
  }

  /** Global to local. */
  load(): void {
    this.out.byte(OP.globalGet).u32(this.#global).byte(OP.localSet).u32(this.#fuel);
  }

  /** Charges the count on top of the stack, which stays there. */
  #chargeBulk(shift: number): void {
    const { out } = this;
    out.byte(OP.localSet).u32(this.#size).byte(OP.localGet).u32(this.#fuel);
    out.byte(OP.localGet).u32(this.#size).byte(OP.i64ExtendI32U);
    out.byte(OP.i64Const).signed(shift).byte(OP.i64ShrU).byte(OP.i64Sub).byte(OP.localTee).u32(this.#fuel);
    this.#check();
    out.byte(OP.localGet).u32(this.#size);
  }

  /** Ends the guest when the fuel on top of the stack is below 0; the global shows why it ended. */
  #check(): void {
    this.out.byte(OP.i64Const).signed(0).byte(OP.i64LtS).byte(OP.if).byte(VOID);
    this.store();
    this.out.byte(OP.unreachable).byte(OP.end);
  }
}
