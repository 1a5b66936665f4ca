/**
 * Reads nested arrays. All numbers become one tensor: INT64 when every lexeme is an integer, else
 * FP64 with null as NaN; all texts a BYTES, all booleans a BOOL tensor. What mixes types stays JSON.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { JsonText } from "../../message/json-text.ts";
import type { Payload } from "../../message/message.ts";
import type { Datatype, TensorData } from "../../tensor/datatype.ts";
import { CHAR } from "../json/number.ts";
import { NumberList } from "../json/number-list.ts";
import { readNumbers } from "../json/read-numbers.ts";
import { parseJson } from "../json/reader.ts";
import type { JsonReader } from "../json/reader.ts";
import { checkRank } from "./shape.ts";

/** Of arrays without integers beyond 2^53. */
export const NO_WIDE: ReadonlyMap<number, bigint> = new Map();
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** Collects the leaves of a nested array and checks that its branches are equally long. */
class Leaves {
  readonly shape: number[] = [];
  readonly numbers: NumberList = new NumberList();
  readonly texts: string[] = [];
  readonly wide: Map<number, bigint> = new Map();
  integers = true;
  nulls = 0;
  booleans = 0;
  others = 0;
  /** Whether all numbers are ones that JSON can say. */
  finite = true;
  #rank = -1;

  read(reader: JsonReader, path: string, axis: number): void {
    checkRank(axis + 1, path);
    let size = 0;
    for (let more = reader.firstItem(path); more; more = reader.nextItem(path)) {
      if (reader.peek() === CHAR.bracketOpen) this.read(reader, path, axis + 1);
      else this.#leaf(reader, path, axis + 1);
      size++;
    }
    this.#close(axis, size, path);
  }

  #close(axis: number, size: number, path: string): void {
    const known = this.shape[axis];
    if (known === undefined) this.shape[axis] = size;
    else if (known !== size) throw ragged(path, axis, known, size);
    // An empty array is a leaf level of its own: [[], [1]] must not pass.
    if (size === 0) this.#level(axis + 1, path);
  }

  #level(rank: number, path: string): void {
    if (this.#rank === -1) this.#rank = rank;
    else if (this.#rank !== rank) {
      const depths = `depth ${this.#rank} and at depth ${rank}`;
      throw new InferenceError("INVALID_ARGUMENT", `${path}: ragged array, values stand at ${depths}`);
    }
  }

  #leaf(reader: JsonReader, path: string, rank: number): void {
    this.#level(rank, path);
    const code = reader.peek();
    if (code === CHAR.quote) {
      reader.count(path);
      this.texts.push(reader.string(path));
      return;
    }
    if (code === CHAR.braceOpen) {
      if (!reader.skip(path)) this.finite = false;
      this.others++;
      return;
    }
    const literal = reader.literal();
    if (literal === undefined) {
      const value = reader.number(path, "a number, text, boolean, null or array");
      if (!reader.wasInteger) this.integers = false;
      else if (reader.wideInteger !== undefined) this.wide.set(this.numbers.length, reader.wideInteger);
      if (!Number.isFinite(value)) this.finite = false;
      this.numbers.push(value, path);
    } else if (literal === null) {
      this.nulls++;
      this.integers = false;
      this.numbers.push(NaN, path);
    } else {
      this.booleans++;
      this.numbers.push(literal ? 1 : 0, path);
    }
  }

  /** The tensor's type and data, or undefined when the leaves are of several types. */
  finish(): { datatype: Datatype; data: TensorData } | undefined {
    const { numbers, texts, booleans, nulls, others } = this;
    if (others > 0 || (texts.length > 0 && numbers.length > 0)) return undefined;
    if (texts.length > 0) return { datatype: "BYTES", data: texts };
    if (booleans > 0) {
      return booleans === numbers.length ? { datatype: "BOOL", data: Uint8Array.from(numbers.view()) } : undefined;
    }
    if (nulls > 0 || !this.integers || numbers.length === 0) return { datatype: "FP64", data: numbers.toFloat64() };
    return toIntegers(numbers, this.wide);
  }
}

/**
 * Reads the array at the reader's position.
 * @throws InferenceError INVALID_ARGUMENT for ragged arrays, too many axes and values of no JSON type.
 */
export function readNdarray(reader: JsonReader, path: string): Payload {
  if (reader.peek() !== CHAR.bracketOpen) reader.fail(path, "an array");
  const numbers = readNumbers(reader, path);
  if (numbers !== undefined) {
    const { list, shape, integers } = numbers;
    const typed = integers ? toIntegers(list, NO_WIDE) : { datatype: "FP64" as const, data: list.toFloat64() };
    return { kind: "tensors", tensors: [{ name: "", datatype: typed.datatype, shape, data: typed.data }] };
  }
  const start = reader.position;
  const leaves = new Leaves();
  leaves.read(reader, path, 0);
  const found = leaves.finish();
  if (found !== undefined) {
    return {
      kind: "tensors",
      tensors: [{ name: "", datatype: found.datatype, shape: leaves.shape, data: found.data }],
    };
  }
  const text = reader.text.slice(start, reader.position);
  return leaves.finite ? new JsonText(text, parseJson) : { kind: "json", value: parseJson(text) };
}

/** Integers as INT64, as UINT64 when only that holds them, else as FP64. */
export function toIntegers(
  list: NumberList,
  wide: ReadonlyMap<number, bigint>,
): { datatype: Datatype; data: TensorData } {
  let datatype: Datatype = "INT64";
  let fits = true;
  for (const value of wide.values()) {
    if (value >= INT64_MIN && value <= INT64_MAX) continue;
    fits &&= value >= 0n && value <= UINT64_MAX;
    datatype = "UINT64";
  }
  const numbers = list.view();
  if (!fits || (datatype === "UINT64" && Array.from(numbers).some((number) => number < 0))) {
    return { datatype: "FP64", data: list.toFloat64() };
  }
  const data = datatype === "INT64" ? new BigInt64Array(numbers.length) : new BigUint64Array(numbers.length);
  // By 32-bit halves: a bigint for each element would be an allocation each.
  const halves = new Uint32Array(data.buffer);
  for (let i = 0; i < numbers.length; i++) {
    const upper = Math.floor(numbers[i]! / 4294967296);
    halves[2 * i] = numbers[i]! - upper * 4294967296;
    halves[2 * i + 1] = upper;
  }
  for (const [index, value] of wide) data[index] = value;
  return { datatype, data };
}

function ragged(path: string, axis: number, expected: number, got: number): InferenceError {
  const where = axis === 0 ? "" : ` at depth ${axis}`;
  return new InferenceError(
    "INVALID_ARGUMENT",
    `${path}: ragged array, expected ${expected} items${where}, got ${got}`,
  );
}
