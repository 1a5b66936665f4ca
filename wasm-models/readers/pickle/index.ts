/**
 * Reading pickled models (`.joblib`, `.pkl`) without Python and without executing anything. What importers
 * need is here:
 *
 * ```ts
 * const file = await readModelPickle(bytes);          // joblib or plain pickle, compressed or not
 * file.globals;                                       // [{ module, name, count, expected }] for `inspect`
 * const model = openField(file.root);                 // a Field: typed access with paths in errors
 * ```
 *
 * - `openPickle(bytes, limits?)` is the same for bytes that are known to be a plain, uncompressed stream.
 * - `inspectModelPickle(bytes)` gives globals even of a file that is refused.
 * - `PickleValue` (values.ts): None null, bool, int number|bigint, float number, str, bytes Uint8Array,
 *   list array, tuple Tuple, dict Map, set Set, ndarray NdArray, any other object Instance, any class or
 *   function GlobalRef. numpy scalars are unwrapped, OrderedDict and defaultdict are Maps.
 * - `Field` (fields.ts): `className module path value isNone has at optional any arg object`, scalars
 *   `number integer boolean string bytes globalName`, arrays `array integers labels strings ndarray column`,
 *   containers `list tuple named dict indices`, and `as refuse`.
 * - `readSparse(field)` (numpy/sparse.ts): csr and csc matrices.
 * - All errors are ModelFileError (an InferenceError INVALID_ARGUMENT): `path`, `expected`, `got`.
 *
 * A file that was read is not a model that is right: shapes, indices and trees are the importer's to check.
 * @module
 */
export { inspectModelPickle, readModelPickle } from "../joblib/read.ts";
export type { IntegerArray, Label, NumberArray } from "../numpy/convert.ts";
export type { ArrayLike } from "../numpy/expectation.ts";
export { readSparse } from "../numpy/sparse.ts";
export type { SparseMatrix } from "../numpy/sparse.ts";
export { describe } from "./describe.ts";
export { Field, openField } from "./fields.ts";
export type { NamedField } from "./fields.ts";
export type { GlobalUse } from "./globals.ts";
export { ModelFileError } from "./model-file-error.ts";
export { inspectPickle, openPickle } from "./open.ts";
export type { PickleFile, PickleReport } from "./open.ts";
export { Complex, DtypeRef, GlobalRef, Instance, NdArray, Records, Slice, Tuple } from "./values.ts";
export type { ArrayData, PickleValue } from "./values.ts";
