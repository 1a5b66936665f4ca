/** What instructions that would make objects leave instead of them. Nothing is called. @module */
import { isArrayWrapper, readWrappedArray, refuseOldWrapper } from "../joblib/wrapper.ts";
import { buildDtype } from "../numpy/dtype-state.ts";
import { NUMPY_NAMES, buildArray } from "../numpy/interpret.ts";
import type { ReadContext } from "./context.ts";
import { describe } from "./describe.ts";
import { PYTHON_NAMES } from "./names.ts";
import { DtypeRef, GlobalRef, Instance, NdArray, Tuple } from "./values.ts";
import type { PickleValue } from "./values.ts";

/** `callee(*args)`: the value when the name is known, else what would have been called. */
export function reduce(callee: PickleValue, args: PickleValue, context: ReadContext): PickleValue {
  const items = argumentsOf(args, context);
  if (callee instanceof GlobalRef) {
    const name = callee.qualifiedName;
    const known = (NUMPY_NAMES.get(name) ?? PYTHON_NAMES.get(name))?.(items, context);
    if (known !== undefined) return known;
    // As Python's own copyreg.__newobj__ does.
    if (name === "copyreg.__newobj__" && items[0] instanceof GlobalRef) {
      return new Instance(items[0], items.slice(1), true);
    }
  } else if (!(callee instanceof Instance)) {
    return context.cursor.refuse("a class or function", describe(callee));
  }
  return new Instance(callee, items, false);
}

/** `cls.__new__(cls, *args, **namedArgs)` */
export function create(
  type: PickleValue,
  args: PickleValue,
  context: ReadContext,
  namedArgs: PickleValue = null,
): Instance {
  const items = argumentsOf(args, context);
  const isClass = type instanceof GlobalRef || type instanceof Instance;
  return isClass ? new Instance(type, items, true, namedArgs) : context.cursor.refuse("a class", describe(type));
}

/**
 * Gives an object its state.
 * @returns what takes its place: an array that follows in the file, for joblib's wrappers
 */
export function build(target: PickleValue | undefined, state: PickleValue, context: ReadContext): PickleValue {
  if (target instanceof NdArray) {
    buildArray(target, state, context);
    return target;
  }
  if (target instanceof DtypeRef) {
    buildDtype(target, state, context);
    return target;
  }
  if (!(target instanceof Instance)) return context.cursor.refuse("an object to build", describe(target));
  if (target.state !== undefined) context.cursor.refuse("one state of an object", "another one");
  target.state = state;
  refuseOldWrapper(target, context);
  return isArrayWrapper(target) ? readWrappedArray(target, context) : target;
}

/** Adds to a list, or to an object that is one. */
export function append(target: PickleValue | undefined, items: readonly PickleValue[], context: ReadContext): void {
  const list = target instanceof Instance ? (target.items ??= []) : target;
  if (!Array.isArray(list)) return context.cursor.refuse("a list to append to", describe(target));
  for (const item of items) list.push(item);
}

/** Adds to a set, or to an object that is one. */
export function addItems(target: PickleValue | undefined, items: readonly PickleValue[], context: ReadContext): void {
  if (target instanceof Instance) return append(target, items, context);
  if (!(target instanceof Set)) return context.cursor.refuse("a set to add to", describe(target));
  for (const item of items) target.add(item);
}

/** Adds keys and values, one after another, to a dictionary or to an object that is one. */
export function setItems(target: PickleValue | undefined, items: readonly PickleValue[], context: ReadContext): void {
  const entries = target instanceof Instance ? (target.entries ??= new Map()) : target;
  if (!(entries instanceof Map)) return context.cursor.refuse("a dict to fill", describe(target));
  if (items.length % 2 !== 0) context.cursor.refuse("a value for each key", "a key without");
  for (let index = 0; index < items.length; index += 2) entries.set(items[index]!, items[index + 1]!);
}

function argumentsOf(args: PickleValue, { cursor }: ReadContext): readonly PickleValue[] {
  return args instanceof Tuple ? args.items : cursor.refuse("arguments in a tuple", describe(args));
}
