/**
 * What is in a pickle, as data. Nothing here does anything: a class is its name, an object is its class
 * and what it was to be made of. Lists are arrays, dictionaries are Maps, sets are Sets, both kinds of
 * bytes are Uint8Array; integers are numbers while they are safe, bigints beyond. Scalars of numpy are
 * unwrapped. Values may refer to each other in circles and in many places: whoever walks them counts.
 * @module
 */
import type { NumericArray } from "../../../runtime/tensor/datatype.ts";
import type { Dtype } from "../numpy/dtype.ts";

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | Tuple
  | Slice
  | Complex
  | GlobalRef
  | Instance
  | DtypeRef
  | NdArray;

export class Tuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

export class Slice {
  readonly start: PickleValue;
  readonly stop: PickleValue;
  readonly step: PickleValue;

  constructor(start: PickleValue, stop: PickleValue, step: PickleValue) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

export class Complex {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

/** A class or a function by its name; Python 2's modules have their names of today. */
export class GlobalRef {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  /** `sklearn.tree._tree.Tree` */
  get qualifiedName(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An object that was not made: what would have been called, and what with. */
export class Instance {
  /** The class or the function; another Instance when the file calls the result of a call. */
  readonly callee: PickleValue;
  readonly args: readonly PickleValue[];
  /** Whether Python would only have made an object of the class, not called it. */
  readonly isNew: boolean;
  /** Arguments by name. */
  readonly namedArgs: PickleValue;
  /** What `__setstate__` would have got; undefined when there was none. */
  state: PickleValue | undefined = undefined;
  /** What a subclass of list or set holds. */
  items: PickleValue[] | undefined = undefined;
  /** What a subclass of dict holds. */
  entries: Map<PickleValue, PickleValue> | undefined = undefined;

  constructor(callee: PickleValue, args: readonly PickleValue[], isNew: boolean, namedArgs: PickleValue = null) {
    this.callee = callee;
    this.args = args;
    this.isNew = isNew;
    this.namedArgs = namedArgs;
  }

  /** Of the class, `""` when it is itself the result of a call. */
  get module(): string {
    return this.callee instanceof GlobalRef ? this.callee.module : "";
  }

  get name(): string {
    return this.callee instanceof GlobalRef ? this.callee.name : "";
  }

  get qualifiedName(): string {
    return this.callee instanceof GlobalRef ? this.callee.qualifiedName : "";
  }

  /** A value of its `__dict__`, or of its slots. */
  attribute(name: string): PickleValue | undefined {
    const { state } = this;
    if (state instanceof Map) return state.get(name);
    if (!(state instanceof Tuple) || state.items.length !== 2) return undefined;
    const [fields, slots] = state.items;
    const value = fields instanceof Map ? fields.get(name) : undefined;
    return value === undefined && slots instanceof Map ? slots.get(name) : value;
  }
}

/** A dtype on its own; its state may come after other values refer to it. */
export class DtypeRef {
  dtype: Dtype;
  isBuilt = false;

  constructor(dtype: Dtype) {
    this.dtype = dtype;
  }
}

/** A structured array: one array a field, read when it is asked for. */
export class Records {
  /** Elements of the array. */
  readonly length: number;
  readonly names: readonly string[];
  readonly #read: (name: string) => NdArray;

  constructor(length: number, names: readonly string[], read: (name: string) => NdArray) {
    this.length = length;
    this.names = names;
    this.#read = read;
  }

  /** @returns undefined when there is no such field */
  field(name: string): NdArray | undefined {
    return this.names.includes(name) ? this.#read(name) : undefined;
  }
}

/**
 * Row-major and little-endian, whatever the file has. bool is a Uint8Array of 0 and 1, float16 a
 * Float32Array, int64 a BigInt64Array, dates and durations too; text is strings, bytes are Uint8Arrays,
 * objects are values. What JavaScript has no numbers for (complex, long double, raw) is its bytes, uncut.
 */
export type ArrayData = NumericArray | readonly string[] | readonly Uint8Array[] | readonly PickleValue[] | Records;

export class NdArray {
  dtype: Dtype;
  shape: readonly number[];
  data: ArrayData;
  /** Whether the file had it column-major. */
  fortran: boolean;
  /** `numpy.matrix` and the like; undefined for a plain array. */
  readonly subclass: string | undefined;

  constructor(dtype: Dtype, shape: readonly number[], data: ArrayData, fortran = false, subclass?: string) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
    this.fortran = fortran;
    this.subclass = subclass;
  }

  /** Elements of all dimensions. */
  get length(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }
}
