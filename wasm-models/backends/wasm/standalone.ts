/**
 * One module for one model: the kernels with the guest ABI around them, and the model's blob in their
 * memory. It has no imports and runs on any WASM host. wasm-models/guests/compiled-model.ts is its code.
 * @module
 */
import type { Output, Program } from "../../ir/program.ts";
import { decodeBase64 } from "./base64.ts";
import { compileBlob } from "./blob.ts";
import type { CompiledBlob } from "./blob.ts";
import {
  DATA,
  DATA_COUNT,
  MEMORY,
  customSection,
  joinSections,
  leb,
  readLeb,
  signedLeb,
  splitSections,
} from "./sections.ts";
import type { Section } from "./sections.ts";
import { HEAP_BASE, STANDALONE_MODULE } from "./standalone-module.ts";

/** Where wasm-models/guests/reserved.ts finds the rest. */
const CONFIG = 16;
const PAGE = 65_536;

export interface StandaloneOptions {
  /** Name of the output that the module answers. */
  readonly output: string;
  /** What `zh_meta` answers, as JSON. */
  readonly unitMetadata: string;
  /** Content of the section `zerohop.meta`. */
  readonly modelMetadata: string;
}

/** @throws RangeError when there is no such output or the model is too large */
export function compileStandalone(program: Program, options: StandaloneOptions): Uint8Array<ArrayBuffer> {
  const output = program.outputs.find(({ name }) => name === options.output);
  if (output === undefined) throw new RangeError(`The model has no output ${options.output}`);
  const numeric = withNumericLabels({ ...program, outputs: [output] });
  const blob = compileBlob(numeric);
  const text = new TextEncoder();
  const memory = new Layout(HEAP_BASE);
  const at = {
    blob: memory.put(blob.bytes),
    meta: memory.put(text.encode(options.unitMetadata)),
    map: memory.put(columnMap(blob)),
    labels: memory.put(labelTable(numeric.outputs[0]!)),
  };
  const hasTexts = blob.boundary.texts.length > 0;
  const config = Uint32Array.of(
    at.blob,
    at.meta,
    text.encode(options.unitMetadata).length,
    hasTexts ? blob.boundary.columns : program.features.length,
    at.map,
    blob.boundary.columns,
    numeric.outputs[0]!.labels === undefined ? 0 : at.labels,
    output.axes,
    blob.outputs[0]!.columns,
    blob.arenaBytes,
    memory.end,
  );
  const segments = [{ address: CONFIG, bytes: new Uint8Array(config.buffer) }, ...memory.segments];
  const sections = splitSections(decodeBase64(STANDALONE_MODULE)).map((section) =>
    patch(section, segments, memory.end),
  );
  return joinSections([...sections, customSection("zerohop.meta", text.encode(options.modelMetadata))]);
}

interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Things one after the other in memory. */
class Layout {
  readonly segments: Segment[] = [];
  end: number;

  constructor(start: number) {
    this.end = (start + 15) & -16;
  }

  put(bytes: Uint8Array): number {
    const address = this.end;
    this.segments.push({ address, bytes });
    this.end = (address + bytes.length + 15) & -16;
    return address;
  }
}

/** Labels that are numbers come out of a table in the model itself. */
function withNumericLabels(program: Program): Program {
  const [output] = program.outputs;
  const [labels] = output?.labels ?? [];
  if (output === undefined || labels === undefined || output.labels!.length > 1) return program;
  if (labels.some((label) => typeof label === "string")) return program;
  const { labels: _dropped, ...rest } = output;
  const table = Float64Array.from(labels, Number);
  const ops = [...program.ops, { kind: "lookup", input: output.value, table, columns: 1 } as const];
  return { ...program, ops, outputs: [{ ...rest, value: program.ops.length }] };
}

/** The request's column for each column that the blob reads; what texts become is given as numbers. */
function columnMap({ boundary }: CompiledBlob): Uint8Array {
  const map = Uint32Array.from({ length: boundary.columns }, (_, column) =>
    boundary.texts.length > 0 ? column : boundary.numbers[column]!,
  );
  return new Uint8Array(map.buffer);
}

function labelTable({ labels }: Output): Uint8Array {
  const texts = (labels?.[0] ?? []).map((label) => new TextEncoder().encode(String(label)));
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, texts.length, true);
  let at = 4;
  for (const text of texts) {
    view.setUint32(at, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}

function patch(section: Section, segments: readonly Segment[], end: number): Section {
  if (section.id === MEMORY) {
    const [flags, pages] = [section.bytes[1]!, Math.ceil(end / PAGE)];
    const [given, after] = readLeb(section.bytes, 2);
    const rest = section.bytes.subarray(after);
    return { id: MEMORY, bytes: Uint8Array.of(1, flags, ...leb(Math.max(given, pages)), ...rest) };
  }
  if (section.id === DATA_COUNT) {
    const [count] = readLeb(section.bytes, 0);
    return { id: DATA_COUNT, bytes: Uint8Array.from(leb(count + segments.length)) };
  }
  return section.id === DATA ? withSegments(section, segments) : section;
}

function withSegments({ bytes }: Section, segments: readonly Segment[]): Section {
  const [count, start] = readLeb(bytes, 0);
  const heads = segments.map(({ address, bytes: data }) =>
    // Active, in memory 0, at a constant address.
    Uint8Array.of(0x00, 0x41, ...signedLeb(address), 0x0b, ...leb(data.length)),
  );
  const parts = [
    Uint8Array.from(leb(count + segments.length)),
    bytes.subarray(start),
    ...segments.flatMap(({ bytes: data }, index) => [heads[index]!, data]),
  ];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return { id: DATA, bytes: whole };
}
