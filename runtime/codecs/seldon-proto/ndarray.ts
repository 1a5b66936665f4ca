/**
 * Reads and writes `data.ndarray`: nested lists, by the same rules as in JSON. All numbers become
 * one FP64 tensor, null is NaN; all texts a BYTES, all booleans a BOOL tensor. What mixes types
 * stays JSON.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { placeOf } from "../../message/place.ts";
import type { Payload } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { MAX_RANK } from "../json/limits.ts";
import { NumberList } from "../json/number-list.ts";
import { ITEM, readList, VALUE } from "../protobuf/json-value.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { checkRank } from "../seldon-json/shape.ts";

/** A Value of a number, which always takes as many bytes: this head, and a float64. */
const NUMBER_HEAD = [ITEM, 9, VALUE.number] as const;
const NUMBER_BYTES = 11;

/** Collects the leaves of nested lists and checks that the branches are equally long. */
class Leaves {
  readonly shape: number[] = [];
  readonly numbers: NumberList = new NumberList();
  readonly texts: string[] = [];
  booleans = 0;
  others = 0;
  readonly #reader: ProtoReader;
  #rank = -1;

  constructor(reader: ProtoReader) {
    this.#reader = reader;
  }

  /** Reads the ListValue that the reader stands at. */
  list(name: string, axis: number): void {
    const reader = this.#reader;
    if (axis === MAX_RANK) checkRank(axis + 1, reader.path(name));
    const outer = reader.enter(name);
    let size = this.#run(axis + 1);
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag !== ITEM) reader.skip(tag);
      else {
        this.#value(axis + 1);
        size += 1 + this.#run(axis + 1);
      }
    }
    const known = this.shape[axis];
    if (known === undefined) this.shape[axis] = size;
    else if (known !== size) {
      this.#ragged(`expected ${known} items${axis === 0 ? "" : ` at depth ${axis}`}, got ${size}`);
    }
    // An empty list is a leaf level of its own: [[], [1]] must not pass.
    if (size === 0) this.#level(axis + 1);
    reader.leave(outer);
  }

  /** Reads numbers as long as nothing else comes. */
  #run(rank: number): number {
    const { bytes, view, remaining } = this.#reader;
    let at = this.#reader.position;
    const last = at + remaining - NUMBER_BYTES;
    let count = 0;
    for (; at <= last; at += NUMBER_BYTES, count++) {
      if (bytes[at] !== NUMBER_HEAD[0] || bytes[at + 1] !== NUMBER_HEAD[1] || bytes[at + 2] !== NUMBER_HEAD[2]) break;
      this.numbers.push(view.getFloat64(at + 3, true), "data.ndarray");
    }
    if (count > 0) this.#level(rank);
    this.#reader.position = at;
    return count;
  }

  // Of several kinds in a Value the last one counts; one without a kind is null.
  #value(rank: number): void {
    const reader = this.#reader;
    const outer = reader.enter("");
    let kind = VALUE.null;
    let from = reader.position;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      kind = tag;
      from = reader.position;
      reader.skip(tag);
    }
    reader.position = from;
    if (kind === VALUE.list) this.list("", rank);
    else this.#leaf(kind, rank);
    reader.leave(outer);
  }

  #leaf(kind: number, rank: number): void {
    const reader = this.#reader;
    this.#level(rank);
    switch (kind) {
      case VALUE.number:
        this.numbers.push(reader.double(""), "data.ndarray");
        return;
      case VALUE.string:
        reader.count("");
        this.texts.push(reader.string(""));
        return;
      case VALUE.bool:
        this.booleans++;
        this.numbers.push(reader.bool("") ? 1 : 0, "data.ndarray");
        return;
      case VALUE.struct:
        this.others++;
        return;
      default:
        this.numbers.push(NaN, "data.ndarray");
    }
  }

  #level(rank: number): void {
    if (this.#rank === -1) this.#rank = rank;
    else if (this.#rank !== rank) this.#ragged(`values stand at depth ${this.#rank} and at depth ${rank}`);
  }

  #ragged(text: string): never {
    throw new InferenceError("INVALID_ARGUMENT", `${placeOf(this.#reader.path(""))}: ragged array, ${text}`);
  }

  /** The tensor, or undefined when the leaves are of several types. */
  finish(): Tensor | undefined {
    const { numbers, texts, booleans, others, shape } = this;
    if (others > 0 || (texts.length > 0 && numbers.length > 0)) return undefined;
    if (texts.length > 0) return { name: "", datatype: "BYTES", shape, data: texts };
    if (booleans === 0) return { name: "", datatype: "FP64", shape, data: numbers.toFloat64() };
    if (booleans < numbers.length) return undefined;
    return { name: "", datatype: "BOOL", shape, data: Uint8Array.from(numbers.view()) };
  }
}

/**
 * Reads the ListValue that the reader stands at.
 * @throws InferenceError INVALID_ARGUMENT for ragged lists, too many axes and too many values
 */
export function readNdarray(reader: ProtoReader): Payload {
  const start = reader.position;
  const leaves = new Leaves(reader);
  leaves.list("ndarray", 0);
  const tensor = leaves.finish();
  if (tensor !== undefined) return { kind: "tensors", tensors: [tensor] };
  reader.position = start;
  return { kind: "json", value: readList(reader, "ndarray") };
}
