/** Arrays that joblib writes beside the pickle: their bytes follow the object that describes them. @module */
import { elementsOf, readDtype, readShape } from "../numpy/build-array.ts";
import { isArrayClass } from "../numpy/interpret.ts";
import type { ReadContext } from "../pickle/context.ts";
import { describe } from "../pickle/describe.ts";
import { Instance, NdArray } from "../pickle/values.ts";
import type { PickleValue } from "../pickle/values.ts";

const MODULE = /^(sklearn\.externals\.)?joblib\.numpy_pickle(_compat)?$/;
const OLD = new Set(["NDArrayWrapper", "ZNDArrayWrapper"]);

/** Whether the bytes of an array follow once this object has its state. */
export function isArrayWrapper(value: PickleValue): value is Instance {
  return value instanceof Instance && value.name === "NumpyArrayWrapper" && MODULE.test(value.module);
}

/**
 * Reads the array that follows: padding when the wrapper speaks of alignment, then the elements; objects as
 * a pickle of their own.
 * @throws ModelFileError when it is not all there
 */
export function readWrappedArray(wrapper: Instance, context: ReadContext): PickleValue {
  const { cursor, budget } = context;
  const dtype = readDtype(wrapper.attribute("dtype"), context);
  if (dtype.hasObjects) {
    const array = context.nested();
    return array instanceof NdArray || array instanceof Instance ? array : cursor.refuse("an array", describe(array));
  }
  const shape = readShape(wrapper.attribute("shape"), context);
  const order = wrapper.attribute("order");
  if (order !== "C" && order !== "F") cursor.refuse("order C or F", "another one");
  if ((wrapper.attribute("numpy_array_alignment_bytes") ?? null) !== null) cursor.take(cursor.uint8());
  const bytes = cursor.slice(shape.reduce((product, size) => product * size, 1) * dtype.size);
  const array = new NdArray(dtype, shape, elementsOf(bytes, dtype, shape, order === "F", context), order === "F");
  const subclass = wrapper.attribute("subclass");
  if (subclass === undefined || isArrayClass(subclass)) return array;
  // An array of a class that is not known is that class with the array inside.
  budget.nodes(1);
  return new Instance(subclass, [array], true);
}

/** Files of joblib before 0.10 keep their arrays in other files. */
export function refuseOldWrapper(value: PickleValue, { cursor }: ReadContext): void {
  if (!(value instanceof Instance) || !OLD.has(value.name) || !MODULE.test(value.module)) return;
  cursor.refuse(
    "a file of joblib 0.10 or newer (load it with the old version, and dump it with a newer one)",
    "an array in a file of its own",
  );
}
