/**
 * How importers read a pickled model: a Field is a value with its place, and every reader either gives
 * the type that was asked for or throws a ModelFileError such as
 * `Pipeline.steps[1].coef_: expected float64 array of 2 dimensions, got int64 array of 1 dimension`.
 *
 * A reader takes the name of an attribute of the object (`model.number("C")`) or, without a name, reads
 * the field itself (`model.at("C").number()`). Arrays say which shape is wanted:
 *
 * ```ts
 * const model = openField(file.root);
 * model.className;                                          // "LogisticRegression"
 * const coef = model.array("coef_", { dims: 2 });           // { shape, data: Float64Array, dtype }
 * const bias = model.array("intercept_", { shape: [coef.shape[0]!] });
 * const classes = model.labels("classes_");                 // string | number | bigint | boolean | null
 * const depth = model.optional("max_depth")?.integer();     // undefined when absent or None
 * const inner = model.any("estimator", "base_estimator");   // the first that is there and not None
 * for (const { name, object } of pipeline.named("steps")) importers[object.className](object);
 * ```
 * @module
 */
import { DEFAULT_LIMITS } from "../limits.ts";
import type { ReaderLimits } from "../limits.ts";
import { toFloat64s, toInt32s, toLabels, toStrings } from "../numpy/convert.ts";
import type { IntegerArray, Label, NumberArray } from "../numpy/convert.ts";
import { expectation, fits, shapeOf } from "../numpy/expectation.ts";
import type { ArrayLike } from "../numpy/expectation.ts";
import { describe, describeArray } from "./describe.ts";
import { asArray, entriesOf, keyPath, membersOf } from "./members.ts";
import { ModelFileError, shown } from "./model-file-error.ts";
import { GlobalRef, Instance, NdArray, Records } from "./values.ts";
import type { PickleValue } from "./values.ts";

/** A member of `steps`, `transformers`, `estimators` and the like. */
export interface NamedField {
  readonly name: string;
  readonly object: Field;
  /** What else its tuple holds, such as the columns of a ColumnTransformer. */
  readonly rest: readonly Field[];
}

/** What all fields of a file count together. */
interface Reads {
  left: number;
  readonly maxDepth: number;
}

/** @param path how errors call it; the name of its class when left out */
export function openField(value: PickleValue, path?: string, limits: ReaderLimits = DEFAULT_LIMITS): Field {
  const reads = { left: limits.maxFieldReads, maxDepth: limits.maxDepth };
  return new Field(value, path ?? (value instanceof Instance ? shown(value.name) : "Model"), 0, reads);
}

export class Field {
  readonly value: PickleValue;
  readonly path: string;
  readonly #depth: number;
  readonly #reads: Reads;

  /** @see openField */
  constructor(value: PickleValue, path: string, depth: number, reads: Reads) {
    this.value = value;
    this.path = path;
    this.#depth = depth;
    this.#reads = reads;
    // The file may refer to itself, or to one object from everywhere.
    if (depth > reads.maxDepth) this.refuse(`at most ${reads.maxDepth} values inside each other`, "more");
    if (--reads.left < 0) this.refuse("a model of fewer parts", "too many");
  }

  /** `LogisticRegression`; "" when it is no object. */
  get className(): string {
    return this.value instanceof Instance ? this.value.name : "";
  }

  /** `sklearn.linear_model._logistic`; "" when it is no object. */
  get module(): string {
    return this.value instanceof Instance ? this.value.module : "";
  }

  get isNone(): boolean {
    return this.value === null;
  }

  /** @throws ModelFileError always */
  refuse(expected: string, got: string = describe(this.value)): never {
    throw new ModelFileError(this.path, expected, got);
  }

  /** The same value, called otherwise. */
  as(path: string): Field {
    return new Field(this.value, path, this.#depth, this.#reads);
  }

  /** Whether the object has the attribute; it may be None. */
  has(name: string): boolean {
    return this.#raw(name) !== undefined;
  }

  /** An attribute of the object, or an entry of the dictionary; it may be None. */
  at(name: string): Field {
    const value = this.#raw(name);
    if (value === undefined) throw new ModelFileError(`${this.path}.${name}`, "a value", "nothing");
    return this.#inside(value, `.${name}`);
  }

  /** undefined when there is none, or None. */
  optional(name: string): Field | undefined {
    const value = this.#raw(name);
    return value === undefined || value === null ? undefined : this.#inside(value, `.${name}`);
  }

  /** The first of these that is there and not None: versions call things differently. */
  any(...names: readonly string[]): Field {
    for (const name of names) {
      const found = this.optional(name);
      if (found !== undefined) return found;
    }
    throw new ModelFileError(`${this.path}.${names[0]}`, names.join(" or "), "nothing");
  }

  /** What the class was called with, such as the sizes of a Tree. */
  arg(index: number): Field {
    const value = this.value instanceof Instance ? this.value.args[index] : undefined;
    if (value === undefined) throw new ModelFileError(`${this.path}.args[${index}]`, "an argument", "nothing");
    return this.#inside(value, `.args[${index}]`);
  }

  /** An object of any class; the field itself without a name. */
  object(name?: string): Field {
    const field = this.#field(name);
    return field.value instanceof Instance ? field : field.refuse("an object");
  }

  number(name?: string): number {
    const { value, path } = this.#scalar(name);
    if (typeof value === "number") return value;
    throw new ModelFileError(path, "a number", describe(value));
  }

  /** A safe integer. */
  integer(name?: string): number {
    const { value, path } = this.#scalar(name);
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
    throw new ModelFileError(path, "an integer", describe(value));
  }

  boolean(name?: string): boolean {
    const { value, path } = this.#scalar(name);
    if (typeof value === "boolean") return value;
    throw new ModelFileError(path, "a bool", describe(value));
  }

  string(name?: string): string {
    const { value, path } = this.#scalar(name);
    if (typeof value === "string") return value;
    throw new ModelFileError(path, "a str", describe(value));
  }

  bytes(name?: string): Uint8Array {
    const field = this.#field(name);
    return field.value instanceof Uint8Array ? field.value : field.refuse("bytes");
  }

  /** A class or function that is referred to, as `numpy.log1p`. */
  globalName(name?: string): string {
    const field = this.#field(name);
    return field.value instanceof GlobalRef ? field.value.qualifiedName : field.refuse("a function or class");
  }

  /** Numbers of any type, as float64; a list of numbers has one dimension. */
  array(name?: string, like: ArrayLike = {}): NumberArray {
    const field = this.#field(name);
    const array = field.ndarray(undefined, like, "numeric");
    const data = toFloat64s(array) ?? field.refuse(expectation(like, "numeric"));
    return { shape: array.shape, data, dtype: Array.isArray(field.value) ? "list" : array.dtype.name };
  }

  /** Integers or booleans that fit 32 bits. */
  integers(name?: string, like: ArrayLike = {}): IntegerArray {
    const field = this.#field(name);
    const array = field.ndarray(undefined, like, "integer");
    return { shape: array.shape, data: toInt32s(array) ?? field.refuse(expectation(like, "32-bit integer")) };
  }

  /** Classes or categories: a list, or an array of one dimension. */
  labels(name?: string): readonly Label[] {
    const field = this.#field(name);
    return toLabels(field.ndarray(undefined, { dims: 1 }, "label")) ?? field.refuse("text, numbers, bools or None");
  }

  /** A list of text, or an array of one dimension. */
  strings(name?: string): readonly string[] {
    const field = this.#field(name);
    const { data, dtype } = field.ndarray(undefined, { dims: 1 }, "text");
    const values = dtype.kind === "U" || dtype.kind === "O" ? toStrings(data as readonly PickleValue[]) : undefined;
    return values ?? field.refuse("a list of str");
  }

  /** An array with the type that the file has; lists and tuples become arrays of objects. */
  ndarray(name?: string, like: ArrayLike = {}, kind = ""): NdArray {
    const field = this.#field(name);
    const array = asArray(field.value);
    if (array === undefined) return field.refuse(expectation(like, kind));
    if (!fits(array, like)) field.refuse(expectation(like, kind), like.shape ? shapeOf(array) : describeArray(array));
    return array;
  }

  /** One field of a structured array, such as `left_child` of a tree's nodes. */
  column(name: string, column: string): Field {
    const field = this.at(name);
    const data = field.value instanceof NdArray ? field.value.data : undefined;
    if (!(data instanceof Records)) return field.refuse("record array");
    const values = data.field(column);
    if (values === undefined) throw new ModelFileError(field.path, `a field ${column}`, shown(data.names.join()));
    return field.#inside(values, `.${column}`);
  }

  /** Members of a list, a tuple, a set or an array of objects, row-major. */
  list(name?: string): readonly Field[] {
    const field = this.#field(name);
    const values = membersOf(field.value) ?? field.refuse("a list");
    return values.map((value, index) => field.#inside(value, `[${index}]`));
  }

  /** A list of exactly so many. */
  tuple(length: number, name?: string): readonly Field[] {
    const field = this.#field(name);
    const members = membersOf(field.value);
    return members?.length === length ? field.list() : field.refuse(`${length} values`);
  }

  /** `[(name, object, ...)]` as in `Pipeline.steps`. */
  named(name?: string): readonly NamedField[] {
    return this.list(name).map((member) => {
      const [first, second, ...rest] = member.list();
      if (first === undefined || second === undefined) return member.refuse("a name and an object");
      return { name: first.string(), object: second.as(member.path), rest };
    });
  }

  /** Entries of a dictionary in order. */
  dict(name?: string): ReadonlyMap<PickleValue, Field> {
    const field = this.#field(name);
    const entries = entriesOf(field.value) ?? field.refuse("a dict");
    return new Map(Array.from(entries, ([key, value]) => [key, field.#inside(value, keyPath(key))]));
  }

  /** A dictionary from text to integers, such as a vocabulary. */
  indices(name?: string): ReadonlyMap<string, number> {
    const field = this.#field(name);
    const entries = entriesOf(field.value) ?? field.refuse("a dict of str to int");
    for (const [key, value] of entries) {
      if (typeof key !== "string") field.refuse("str as keys", describe(key));
      if (!Number.isSafeInteger(value)) field.refuse("integers as values", describe(value));
    }
    return entries as ReadonlyMap<string, number>;
  }

  #field(name: string | undefined): Field {
    return name === undefined ? this : this.at(name);
  }

  #inside(value: PickleValue, step: string): Field {
    return new Field(value, this.path + step, this.#depth + 1, this.#reads);
  }

  #raw(name: string): PickleValue | undefined {
    if (this.value instanceof Instance) return this.value.attribute(name);
    return this.value instanceof Map ? this.value.get(name) : undefined;
  }

  /** An array of no dimensions, or of one element, is what it holds. */
  #scalar(name: string | undefined): { value: PickleValue; path: string } {
    const { value, path } = this.#field(name);
    if (!(value instanceof NdArray) || value.shape.length > 0) return { value, path };
    return { value: toLabels(value)?.[0] ?? value, path };
  }
}
