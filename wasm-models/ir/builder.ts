/**
 * Writes a program operation by operation. Widths are checked as it grows, so that an importer's
 * mistake or a hostile file is found where it happens.
 * @module
 */
import type { Forest } from "./forest.ts";
import type { Analyzer, BinaryFunction, Category, Op, Reduce, UnaryFunction, Value } from "./ops.ts";
import type { Feature, Output, Program } from "./program.ts";
import { widthOf } from "./widths.ts";

/** Operations of one program at most. */
const MAX_OPS = 100_000;

export class Builder {
  readonly #ops: Op[] = [];
  readonly #widths: number[] = [];
  readonly #kinds: Feature["kind"][];
  readonly #names: readonly (string | undefined)[];
  readonly #numbers = new Map<string, Value>();

  /** @param names of the request's columns; undefined for a column without one */
  constructor(names: readonly (string | undefined)[]) {
    this.#names = names;
    this.#kinds = names.map(() => "unused");
  }

  /** Columns of the request. */
  get featureCount(): number {
    return this.#names.length;
  }

  featureName(feature: number): string {
    return this.#names[feature] ?? `column ${feature}`;
  }

  width(value: Value): number {
    const width = this.#widths[value];
    if (width === undefined) throw new RangeError(`There is no value ${value} yet`);
    return width;
  }

  /** Adds any operation; the methods below are the comfortable way. */
  add(op: Op): Value {
    if (this.#ops.length >= MAX_OPS) throw new RangeError(`The model needs more than ${MAX_OPS} operations`);
    this.#widths.push(widthOf(op, (value) => this.width(value)));
    return this.#ops.push(op) - 1;
  }

  /** Numeric columns of the request; asking twice gives the same value. */
  numbers(features: readonly number[]): Value {
    const key = features.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    for (const feature of features) this.#use(feature, "number");
    const value = this.add({ kind: "numbers", features });
    this.#numbers.set(key, value);
    return value;
  }

  /** A string column as an index. */
  category(op: Omit<Category, "kind">): Value {
    this.#use(op.feature, "string");
    return this.add({ kind: "category", ...op });
  }

  /** A text column as counts of terms. */
  terms(feature: number, analyzer: Analyzer, vocabulary: ReadonlyMap<string, number>, binary: boolean): Value {
    this.#use(feature, "string");
    return this.add({ kind: "terms", feature, analyzer, vocabulary, columns: vocabulary.size, binary });
  }

  constant(row: ArrayLike<number>): Value {
    return this.add({ kind: "constant", row: Float64Array.from(row) });
  }

  select(input: Value, columns: ArrayLike<number>): Value {
    return this.add({ kind: "select", input, columns: Int32Array.from(columns) });
  }

  concat(inputs: readonly Value[]): Value {
    return inputs.length === 1 ? inputs[0]! : this.add({ kind: "concat", inputs });
  }

  unary(name: UnaryFunction, input: Value): Value {
    return this.add({ kind: "unary", function: name, input });
  }

  /** @param right a value, a row by column, or one number for all */
  binary(name: BinaryFunction, left: Value, right: Value | ArrayLike<number> | { readonly scalar: number }): Value {
    const other = typeof right === "number" ? right : this.constant("scalar" in right ? [right.scalar] : right);
    return this.add({ kind: "binary", function: name, left, right: other });
  }

  /** @param weights input-major: `weights[i * columns + o]` */
  linear(input: Value, weights: Float64Array, bias: ArrayLike<number>): Value {
    const row = Float64Array.from(bias);
    return this.add({ kind: "linear", input, columns: row.length, weights, bias: row });
  }

  trees(input: Value, forest: Forest, base: ArrayLike<number>): Value {
    return this.add({ kind: "trees", input, forest, base: Float64Array.from(base) });
  }

  reduce(name: Reduce["function"], input: Value): Value {
    return this.add({ kind: "reduce", function: name, input });
  }

  softmax(input: Value): Value {
    return this.add({ kind: "softmax", input });
  }

  /** The finished program. Every output's value must be there. */
  finish(outputs: readonly Output[]): Program {
    for (const { value } of outputs) this.width(value);
    const features = this.#names.map((name, index): Feature => ({ name, kind: this.#kinds[index]! }));
    return { features, ops: this.#ops, outputs };
  }

  #use(feature: number, kind: "number" | "string"): void {
    const before = this.#kinds[feature];
    if (before === undefined) throw new RangeError(`The model asks for column ${feature} of ${this.#names.length}`);
    if (before !== "unused" && before !== kind) {
      throw new RangeError(`${this.featureName(feature)} is used as a ${before} and as a ${kind}`);
    }
    this.#kinds[feature] = kind;
  }
}
