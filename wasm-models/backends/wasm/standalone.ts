/**
 * One module for one model: the kernels with the guest ABI around them, and the model's blob in their
 * memory. It has no imports and runs on any WASM host. wasm-models/guests/compiled-model.ts is its code.
 * @module
 */
import type { Output } from "../../ir/program.ts";
import { decodeBase64 } from "./base64.ts";
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
/** The heap keeps some words of its own before what it is told to leave alone. */
const HEAP_WORDS = 64;
const PAGE = 65_536;

/** What is written about the model once the address of its blob is known. */
export interface ModuleTexts {
  /** Name of the custom section, and what it holds. */
  readonly section: string;
  readonly metadata: string;
  /** What `zh_meta` answers, as JSON. */
  readonly guest: string;
}

/**
 * @param output number of the output that the module answers by itself
 * @param features columns of a request
 */
export function assembleModule(
  blob: CompiledBlob,
  output: number,
  features: number,
  textsOf: (address: number) => ModuleTexts,
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const memory = new Layout(HEAP_BASE + HEAP_WORDS);
  const address = memory.put(blob.bytes);
  const texts = textsOf(address);
  const guest = encoder.encode(texts.guest);
  const { labels, axes, columns } = blob.outputs[output]!;
  const answers = labelTable(labels);
  const config = Uint32Array.of(
    address,
    memory.put(guest),
    guest.length,
    blob.boundary.texts.length > 0 ? blob.boundary.columns : features,
    memory.put(columnMap(blob)),
    blob.boundary.columns,
    answers.kind === "texts" ? memory.put(answers.bytes) : 0,
    axes,
    columns,
    blob.arenaBytes,
    0,
    output,
    answers.kind === "numbers" ? memory.put(answers.bytes) : 0,
  );
  config[10] = memory.end;
  const segments = [{ address: CONFIG, bytes: new Uint8Array(config.buffer) }, ...memory.segments];
  const sections = splitSections(decodeBase64(STANDALONE_MODULE)).map((section) =>
    patch(section, segments, memory.end),
  );
  return joinSections([...sections, customSection(texts.section, encoder.encode(texts.metadata))]);
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

/** The request's column for each column that the blob reads; what texts become is given as numbers. */
function columnMap({ boundary }: CompiledBlob): Uint8Array {
  const map = Uint32Array.from({ length: boundary.columns }, (_, column) =>
    boundary.texts.length > 0 ? column : boundary.numbers[column]!,
  );
  return new Uint8Array(map.buffer);
}

/**
 * Labels by index, of a single target: float64 when all are numbers, otherwise the number of texts, then
 * length and UTF-8 of each.
 */
function labelTable(labels: Output["labels"]): {
  readonly kind: "none" | "numbers" | "texts";
  readonly bytes: Uint8Array;
} {
  const [list, ...others] = labels ?? [];
  if (list === undefined || others.length > 0) return { kind: "none", bytes: new Uint8Array() };
  if (list.every((label) => typeof label !== "string")) {
    return { kind: "numbers", bytes: new Uint8Array(Float64Array.from(list, Number).buffer) };
  }
  const texts = list.map((label) => new TextEncoder().encode(String(label)));
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, texts.length, true);
  let at = 4;
  for (const text of texts) {
    view.setUint32(at, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return { kind: "texts", bytes };
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
