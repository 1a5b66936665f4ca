/** The names of numpy that stand for arrays, types and numbers. @module */
import type { Interpreter, ReadContext } from "../pickle/context.ts";
import { describe } from "../pickle/describe.ts";
import { Complex, DtypeRef, GlobalRef, NdArray, Tuple } from "../pickle/values.ts";
import type { PickleValue } from "../pickle/values.ts";
import { elementsOf, objectsOf, rawBytes, readDtype, readShape } from "./build-array.ts";
import { toLabels } from "./convert.ts";
import { Dtype, parseDtype } from "./dtype.ts";

/** Classes whose arrays are plain arrays once they are read. */
const ARRAYS = new Set([
  "numpy.ndarray",
  "numpy.matrix",
  "numpy.matrixlib.defmatrix.matrix",
  "numpy.memmap",
  "numpy.core.memmap.memmap",
  "numpy._core.memmap.memmap",
  "numpy.core.multiarray.ndarray",
]);

export const NUMPY_NAMES: ReadonlyMap<string, Interpreter> = new Map<string, Interpreter>([
  ["numpy.dtype", makeDtype],
  ["numpy.core.multiarray.dtype", makeDtype],
  ["numpy.core.multiarray._reconstruct", makeArray],
  ["numpy._core.multiarray._reconstruct", makeArray],
  ["numpy.core.multiarray.scalar", makeScalar],
  ["numpy._core.multiarray.scalar", makeScalar],
  ["numpy.core.numeric._frombuffer", fromBuffer],
  ["numpy._core.numeric._frombuffer", fromBuffer],
]);

/** Whether arrays of this class are read: masked arrays and the like stay objects. */
export function isArrayClass(value: PickleValue | undefined): value is GlobalRef {
  return value instanceof GlobalRef && ARRAYS.has(value.qualifiedName);
}

/** What follows `_reconstruct`: `(version, shape, dtype, isFortran, bytes or list)`, in old files without version. */
export function buildArray(array: NdArray, state: PickleValue, context: ReadContext): void {
  const items = state instanceof Tuple ? state.items : [];
  const [shapeValue, dtypeValue, isFortran, raw] = items.slice(items.length === 5 ? 1 : 0);
  if (items.length < 4 || items.length > 5 || typeof isFortran === "object") {
    context.cursor.refuse("the state of an array", describe(state));
  }
  const shape = readShape(shapeValue, context);
  const dtype = readDtype(dtypeValue, context);
  const fortran = isFortran === true || isFortran === 1;
  if (Array.isArray(raw)) {
    array.data = objectsOf(raw, shape, context);
    array.dtype = dtype.kind === "O" ? dtype : new Dtype("O", 8);
  } else {
    const bytes = rawBytes(raw) ?? context.cursor.refuse("the bytes of an array", describe(raw));
    array.data = elementsOf(bytes, dtype, shape, fortran, context);
    array.dtype = dtype;
  }
  array.shape = shape;
  array.fortran = fortran;
}

function makeDtype([description]: readonly PickleValue[], { cursor }: ReadContext): PickleValue | undefined {
  if (typeof description !== "string") return undefined;
  return new DtypeRef(parseDtype(description) ?? cursor.refuse("a dtype of numpy", "another one"));
}

/** Empty until its state comes. */
function makeArray([type]: readonly PickleValue[]): PickleValue | undefined {
  if (!isArrayClass(type)) return undefined;
  const subclass = type.name === "ndarray" ? undefined : type.name;
  return new NdArray(new Dtype("i", 1), [0], new Int8Array(0), false, subclass);
}

function fromBuffer(args: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const [raw, dtypeValue, shapeValue, order] = args;
  if (!(raw instanceof Uint8Array) || !(dtypeValue instanceof DtypeRef)) return undefined;
  const shape = readShape(shapeValue, context);
  const { dtype } = dtypeValue;
  return new NdArray(dtype, shape, elementsOf(raw, dtype, shape, order === "F", context), order === "F");
}

/** A scalar of numpy as the value it has; dates, records and long doubles stay calls. */
function makeScalar(args: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const [type, raw] = args;
  if (!(type instanceof DtypeRef) || raw === undefined) return undefined;
  const { dtype } = type;
  if (dtype.kind === "O") return raw;
  const bytes = rawBytes(raw);
  if (bytes === undefined || dtype.hasObjects) return undefined;
  const readable = dtype.isNumeric || "SU".includes(dtype.kind) || (dtype.kind === "c" && dtype.size === 16);
  if (!readable) return undefined;
  const data = elementsOf(bytes, dtype, [], false, context);
  if (dtype.kind === "c") {
    const parts = new Float64Array((data as Uint8Array).buffer);
    return new Complex(parts[0]!, parts[1]!);
  }
  if (dtype.kind === "S") return (data as readonly Uint8Array[])[0];
  return toLabels(new NdArray(dtype, [1], data))![0];
}
