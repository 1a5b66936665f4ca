/**
 * The load-time rewriter: a module in, the same module out with a budget of instructions and a cap
 * on its memory. What it computes stays the same to the bit; what it can do to the host does not.
 * @module
 */
import { meterBody } from "./body.ts";
import { limitMemory, limitTables } from "./limits.ts";
import { refuse } from "./reader.ts";
import {
  bodyOf,
  countGlobals,
  countImports,
  countOf,
  readFunctions,
  readSections,
  readTypes,
  SECTION,
  SECTION_ORDER,
} from "./sections.ts";
import type { FunctionType, Section } from "./sections.ts";
import { ByteWriter } from "./writer.ts";

/** Export name of the added global: the i64 number of instructions that are left. */
export const FUEL_EXPORT = "zerohop.fuel";

export interface MeterLimits {
  /** Largest size of the memory in bytes. */
  readonly memoryBytes: number;
  /** Budget of the start function, which runs while the module is instantiated. */
  readonly startFuel: number;
}

const KIND_GLOBAL = 3;
const MAX_MODULE_BYTES = 256 * 2 ** 20;

/**
 * Rewrites a module's bytes.
 * @throws InferenceError INVALID_ARGUMENT naming the feature or the limit that is in the way.
 */
export function meterModule(bytes: Uint8Array, limits: MeterLimits): Uint8Array<ArrayBuffer> {
  if (bytes.length > MAX_MODULE_BYTES) refuse(`it has ${bytes.length} bytes, more than ${MAX_MODULE_BYTES}`);
  const sections = readSections(bytes);
  const byId = new Map(sections.filter(({ id }) => id !== SECTION.custom).map((section) => [section.id, section]));
  const types = readTypes(byId.get(SECTION.type));
  countImports(byId.get(SECTION.import));
  const globals = countGlobals(byId.get(SECTION.global));
  const addedTypes: (readonly number[])[] = [];
  const code = meterCode(byId, types, globals, addedTypes);
  const changed = new Map<number, Uint8Array | undefined>([
    [SECTION.type, appendTypes(byId.get(SECTION.type), types.length, addedTypes)],
    [SECTION.table, limitTables(byId.get(SECTION.table))],
    [SECTION.memory, limitMemory(byId.get(SECTION.memory), limits.memoryBytes)],
    [SECTION.global, appendGlobal(byId.get(SECTION.global), globals, limits.startFuel)],
    [SECTION.export, appendExport(byId.get(SECTION.export), globals)],
    [SECTION.code, code],
  ]);
  const out = new ByteWriter(bytes.length * 2).raw([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  for (const id of SECTION_ORDER) writeSection(out, id, changed.get(id) ?? contents(byId.get(id)));
  for (const section of sections) if (section.id === SECTION.custom) writeSection(out, 0, contents(section));
  return out.finish();
}

function meterCode(
  sections: ReadonlyMap<number, Section>,
  types: readonly FunctionType[],
  globals: number,
  addedTypes: (readonly number[])[],
): Uint8Array | undefined {
  const section = sections.get(SECTION.code);
  const functions = readFunctions(sections.get(SECTION.function));
  const reader = bodyOf(section);
  const count = countOf(reader);
  if (count !== functions.length) refuse(`it declares ${functions.length} functions and holds ${count}`);
  if (section === undefined) return undefined;
  const module = {
    fuelGlobal: globals,
    resultType: (results: readonly number[]) => typeFor(results, types, addedTypes),
  };
  const out = new ByteWriter((reader.end - reader.at) * 2).u32(count);
  for (const typeIndex of functions) {
    const type = types[typeIndex];
    if (type === undefined) refuse(`a function has the type ${typeIndex} of ${types.length}`);
    const body = meterBody(reader.part(reader.u32()), type, module);
    out.u32(body.length).raw(body);
  }
  reader.finish("the code section");
  return out.finish();
}

function typeFor(results: readonly number[], types: readonly FunctionType[], added: (readonly number[])[]): number {
  const known = added.findIndex((other) => other.join() === results.join());
  return types.length + (known >= 0 ? known : added.push(results) - 1);
}

function appendTypes(
  section: Section | undefined,
  count: number,
  added: readonly (readonly number[])[],
): Uint8Array | undefined {
  if (added.length === 0) return undefined;
  const out = withEntries(section, count, added.length);
  for (const results of added) out.byte(0x60).u32(0).u32(results.length).raw(results);
  return out.finish();
}

function appendGlobal(section: Section | undefined, count: number, startFuel: number): Uint8Array {
  // 0x7e i64, mutable; i64.const startFuel; end
  return withEntries(section, count, 1).raw([0x7e, 1, 0x42]).signed(startFuel).byte(0x0b).finish();
}

function appendExport(section: Section | undefined, globals: number): Uint8Array {
  const reader = bodyOf(section);
  const count = countOf(reader);
  for (let i = 0; i < count; i++) {
    const name = reader.name();
    const kind = reader.byte();
    const index = reader.u32();
    if (name === FUEL_EXPORT) refuse(`it exports "${FUEL_EXPORT}", a name that is reserved`);
    if (kind === KIND_GLOBAL && index >= globals) refuse(`it exports global ${index} of ${globals}`);
  }
  reader.finish("the export section");
  return withEntries(section, count, 1).name(FUEL_EXPORT).byte(KIND_GLOBAL).u32(globals).finish();
}

/** A vector section's entries behind a count raised by `more`. */
function withEntries(section: Section | undefined, count: number, more: number): ByteWriter {
  const reader = bodyOf(section);
  reader.u32();
  return new ByteWriter(reader.end - reader.at + 64)
    .u32(count + more)
    .raw(reader.bytes.subarray(reader.at, reader.end));
}

function contents(section: Section | undefined): Uint8Array | undefined {
  return section === undefined ? undefined : section.body.bytes.subarray(section.body.at, section.body.end);
}

function writeSection(out: ByteWriter, id: number, body: Uint8Array | undefined): void {
  if (body !== undefined) out.byte(id).u32(body.length).raw(body);
}
