/**
 * Writes a forest into a blob, in the layout of wasm-models/kernels/trees/layout.ts.
 * @module
 */
import type { Forest } from "../../ir/forest.ts";
import type { BlobWriter } from "./blob-writer.ts";
import { chooseForm } from "./forest-form.ts";
import type { Form } from "./forest-form.ts";
import { leafTable } from "./leaf-table.ts";
import type { LeafTable } from "./leaf-table.ts";
import { findSlots } from "./slots.ts";
import type { Fill, Slots } from "./slots.ts";
import type { Laid } from "./tree-nodes.ts";

const HEADER_BYTES = 80;
const FILL_BYTES = 32;
/** Nodes of one run's trees that stay in the nearest cache while rows pass by. */
const RUN_BYTES = 16_384;
const LANES = 8;
/** Packed nodes that share the row that their leaves are counted from. */
const STRETCH = 128;
/** Blocks of nodes begin where cache lines do, as far as the blob does. */
const LINE_BYTES = 64;

const FORMS = { narrow: 0, packed: 1, wide: 2 } as const;
const NODE_BYTES = { narrow: 8, packed: 4, wide: 16 } as const;
const SLOT_BYTES = { narrow: 4, packed: 1, wide: 8 } as const;
const SUM_F32 = 1;
const VALUE_IN_NODE = 2;
const BINNED = 4;
const ROUND_F32 = 8;
const HAS_LINEAR = 16;
const VALUES_F32 = 32;
const KINDS = { nan: 0, "as-zero": 1, zero: 2, set: 8 } as const;
const MEMBERS_RIGHT = 16;
const NAN_LEFT = 32;
const NAN_RIGHT = 64;

const FLOAT = new Float32Array(1);
const LONG = new DataView(new ArrayBuffer(8));
const INTEGER = new Int32Array(FLOAT.buffer);

export interface WrittenForest {
  readonly address: number;
  /** Bytes of the slots of eight rows. */
  readonly groupBytes: number;
  readonly trees: number;
}

/** @param wanted values that are added up, or the numbers of the leaves in the order of the trees */
export function writeForest(blob: BlobWriter, forest: Forest, wanted: "values" | "leaves"): WrittenForest {
  const order = Array.from(forest.roots, (_, tree) => tree);
  // Leaves of several numbers may overlap: then the order of the trees is the order of every sum.
  if (wanted === "values" && forest.arity === 1) order.sort((a, b) => forest.targets[a]! - forest.targets[b]! || a - b);
  const slots = findSlots(forest);
  const { form, laid } = chooseForm(forest, slots, order);
  const leaves = leafTable(forest, laid, wanted);
  const flags = flagsOf(forest, form, wanted);
  const stretches = form.nodes === "packed" ? stretchRows(laid, leaves) : new Uint32Array();
  const inNode = wanted === "values" && form.nodes === "narrow" && holdsValues(forest);
  // One more slot takes what no node reads.
  const slotsBytes = ((slots.count + 1) * SLOT_BYTES[form.nodes] + 7) & -8;
  const address = blob.reserve(HEADER_BYTES);
  const walked = orderByDepth(laid);
  const words = [
    FORMS[form.nodes],
    order.length,
    slotsBytes,
    writeFills(blob, forest, slots, form),
    slots.fills.length,
    writeNodes(blob, forest, slots, laid, form, inNode ? undefined : leaves, stretches),
    writeTable(blob, laid, form),
    ...writeEights(blob, laid, form, walked),
    ...writeRuns(blob, forest, laid, form, order),
    inNode ? 0 : (flags & VALUES_F32) === 0 ? blob.f64(leaves.values) : blob.f32(leaves.values),
    blob.u32(stretches),
    wanted === "values" ? forest.arity : 1,
    inNode ? flags | VALUE_IN_NODE : flags,
    leaves.linear === undefined ? 0 : writeLinear(blob, leaves.linear),
    writePositions(blob, order.length, walked),
  ];
  for (let index = 0; index < words.length; index++) blob.setU32(address + index * 4, words[index]!);
  return { address, groupBytes: slotsBytes * LANES, trees: order.length };
}

/** Narrow leaves can hold a float32 that is added as such. */
function holdsValues(forest: Forest): boolean {
  if (forest.summed !== "f32" || forest.arity !== 1 || forest.linear !== undefined) return false;
  return forest.values.every((value) => Object.is(Math.fround(value), value));
}

function flagsOf(forest: Forest, form: Form, wanted: "values" | "leaves"): number {
  let flags = forest.summed === "f32" ? SUM_F32 : 0;
  if (form.binned) flags |= BINNED;
  if (forest.compared === "f32") flags |= ROUND_F32;
  if (wanted === "leaves") return flags;
  if (forest.linear !== undefined) return flags | HAS_LINEAR;
  // What is added in float32 is rounded to it first.
  return forest.summed === "f32" ? flags | VALUES_F32 : flags;
}

/** The first row of the leaves of each stretch of nodes; a packed leaf says how many rows further its own is. */
function stretchRows({ nodes }: Laid, { rowOf }: LeafTable): Uint32Array {
  const rows = new Uint32Array(Math.ceil(nodes.length / STRETCH)).fill(0xffffffff);
  for (let place = 0; place < nodes.length; place++) {
    const stretch = Math.floor(place / STRETCH);
    if (rowOf[place]! >= 0) rows[stretch] = Math.min(rows[stretch]!, rowOf[place]!);
  }
  return rows;
}

function writeFills(blob: BlobWriter, forest: Forest, slots: Slots, form: Form): number {
  const tables = slots.fills.map((fill) => writeTableOf(blob, forest, fill, form));
  const address = blob.reserve(slots.fills.length * FILL_BYTES);
  const place = (slot: number): number => (slot < 0 ? slots.count : slot) * SLOT_BYTES[form.nodes];
  slots.fills.forEach((fill, index) => {
    const { table, length } = tables[index]!;
    const sides = [place(fill.left), place(fill.right)];
    const words = [kindOf(fill), fill.column * 8, ...sides, table, length, fill.thresholds.length];
    words.forEach((word, at) => blob.setU32(address + index * FILL_BYTES + at * 4, word));
  });
  return address;
}

function kindOf(fill: Fill): number {
  if (fill.kind !== "set") return KINDS[fill.kind];
  const missing = fill.missing === "left" ? NAN_LEFT : fill.missing === "right" ? NAN_RIGHT : 0;
  return KINDS.set | missing | (fill.membersRight ? MEMBERS_RIGHT : 0);
}

/** The set's bits, or the thresholds as integers, padded to a power of two less one. */
function writeTableOf(
  blob: BlobWriter,
  { sets, setStart }: Forest,
  fill: Fill,
  form: Form,
): { table: number; length: number } {
  if (fill.kind === "set") {
    const bits = sets.subarray(setStart[fill.set], setStart[fill.set + 1]);
    return { table: blob.u32(bits), length: bits.length };
  }
  if (!form.binned) return { table: 0, length: 0 };
  let half = 1;
  while (half * 2 - 1 < fill.thresholds.length) half *= 2;
  const words = Array.from({ length: half * 2 - 1 }, (_, at) => longOrderOf(fill.thresholds[at] ?? Infinity));
  return { table: blob.u32(words.flat()), length: half * 8 };
}

/** @param leaves whose rows leaves say; undefined when they hold their value */
function writeNodes(
  blob: BlobWriter,
  forest: Forest,
  slots: Slots,
  laid: Laid,
  form: Form,
  leaves: LeafTable | undefined,
  stretches: Uint32Array,
): number {
  const size = NODE_BYTES[form.nodes];
  const address = (blob.reserve(laid.nodes.length * size + LINE_BYTES) + LINE_BYTES - 1) & -LINE_BYTES;
  for (let place = 0, at = address; place < laid.nodes.length; place++, at += size) {
    const node = laid.nodes[place]!;
    const isLeaf = forest.left[node]! < 0;
    const row = isLeaf && leaves !== undefined ? leaves.rowOf[place]! : 0;
    const slot = slots.slotOf[node]!;
    const left = laid.deltas[place]! * size;
    // A set's slot holds 0 or 1: at most 0 goes left.
    let limit = slots.limitOf[node]!;
    if (form.binned && !isLeaf) limit = rankOf(limit, slots.fills[slots.fillOf[node]!]!.thresholds);
    if (form.nodes === "packed") {
      blob.setU8(at, slot);
      blob.setU8(at + 1, isLeaf ? row - stretches[Math.floor(place / STRETCH)]! : limit);
      blob.setU16(at + 2, left);
    } else if (form.nodes === "narrow") {
      if (isLeaf && leaves === undefined) blob.setF32(at, forest.values[-1 - forest.left[node]!]!);
      else blob.setU32(at, isLeaf ? row : form.binned ? limit : orderOf(limit));
      blob.setU16(at + 4, slot * SLOT_BYTES.narrow);
      blob.setU16(at + 6, left);
    } else {
      if (!isLeaf) blob.setF64(at, limit);
      else {
        blob.setU32(at, row);
        blob.setU32(at + 4, 0x3ff00000);
      }
      blob.setU32(at + 8, slot * SLOT_BYTES.wide);
      blob.setU32(at + 12, left);
    }
  }
  return address;
}

/** A float32 as an integer, unsigned here, in the order of the numbers; NaN lets nothing pass. */
function orderOf(value: number): number {
  if (Number.isNaN(value)) return 0x80000000;
  FLOAT[0] = value + 0;
  const bits = INTEGER[0]!;
  return (bits ^ ((bits >> 31) & 0x7fffffff)) >>> 0;
}

/** The words, low and high, of a float64 as an integer in the order of the numbers. */
function longOrderOf(value: number): readonly [low: number, high: number] {
  LONG.setFloat64(0, value + 0);
  const [high, low] = [LONG.getInt32(0), LONG.getUint32(4)];
  return high < 0 ? [~low >>> 0, (high ^ 0x7fffffff) >>> 0] : [low, high];
}

/** The place of a number among the ascending ones; 0 among none. */
function rankOf(value: number, ascending: Float64Array): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function writeTable(blob: BlobWriter, { first, depth }: Laid, { nodes }: Form): number {
  const words = new Uint32Array(first.length * 2);
  for (let tree = 0; tree < first.length; tree++) {
    words[tree * 2] = first[tree]! * NODE_BYTES[nodes];
    words[tree * 2 + 1] = depth[tree]!;
  }
  return blob.u32(words);
}

/** Trees by depth; the last is repeated until there are eights. */
function orderByDepth({ depth }: Laid): readonly number[] {
  const order = Array.from(depth, (_, tree) => tree);
  order.sort((a, b) => depth[a]! - depth[b]! || a - b);
  while (order.length % LANES !== 0) order.push(order.at(-1)!);
  return order;
}

/** Each eight is walked as deep as its last tree, the deepest. */
function writeEights(
  blob: BlobWriter,
  { first, depth }: Laid,
  { nodes }: Form,
  walked: readonly number[],
): [address: number, count: number] {
  const words: number[] = [];
  for (let at = 0; at < walked.length; at += LANES) {
    words.push(depth[walked[at + LANES - 1]!]!);
    for (let lane = 0; lane < LANES; lane++) words.push(first[walked[at + lane]!]! * NODE_BYTES[nodes]);
  }
  return [blob.u32(words), walked.length / LANES];
}

function writePositions(blob: BlobWriter, trees: number, walked: readonly number[]): number {
  const positions = new Uint32Array(trees);
  walked.forEach((tree, at) => (positions[tree] = at * 4));
  return blob.u32(positions);
}

function writeRuns(
  blob: BlobWriter,
  forest: Forest,
  { first, nodes }: Laid,
  form: Form,
  order: readonly number[],
): [address: number, count: number] {
  const words: number[] = [];
  const limit = RUN_BYTES / NODE_BYTES[form.nodes];
  for (let tree = 0; tree < order.length;) {
    const target = forest.targets[order[tree]!]!;
    let end = tree + 1;
    while (
      end < order.length &&
      forest.targets[order[end]!] === target &&
      (first[end + 1] ?? nodes.length) - first[tree]! <= limit
    )
      end++;
    words.push(tree, end - tree, target);
    tree = end;
  }
  return [blob.u32(words), words.length / 3];
}

function writeLinear(blob: BlobWriter, { constant, start, feature, weight }: NonNullable<Forest["linear"]>): number {
  return blob.u32([blob.f64(constant), blob.u32(start), blob.u32(feature), blob.f64(weight)]);
}
