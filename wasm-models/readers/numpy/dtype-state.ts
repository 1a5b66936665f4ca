/** What a pickle adds to a dtype after it is made: byte order, size, fields. @module */
import { MAX_ELEMENT_BYTES, MAX_RECORD_FIELDS } from "../limits.ts";
import type { ReadContext } from "../pickle/context.ts";
import { describe } from "../pickle/describe.ts";
import { DtypeRef, Tuple } from "../pickle/values.ts";
import type { PickleValue } from "../pickle/values.ts";
import { readShape } from "./build-array.ts";
import { Dtype } from "./dtype.ts";
import type { DtypeField, Subarray } from "./dtype.ts";

/**
 * Reads `(version, order, subdtype, names, fields, itemsize, alignment, flags, ...)`.
 * @throws ModelFileError when fields lie outside of the record, or the dtype has a state already
 */
export function buildDtype(ref: DtypeRef, state: PickleValue, context: ReadContext): void {
  const { cursor } = context;
  if (ref.isBuilt) cursor.refuse("one state of a dtype", "another one");
  if (!(state instanceof Tuple) || state.items.length < 6)
    return cursor.refuse("the state of a dtype", describe(state));
  const [version, order, inner, names, fields, itemSize] = state.items;
  if (version !== 3 && version !== 4) cursor.refuse("a dtype of version 3 or 4", "another one");
  const { kind } = ref.dtype;
  const size = "SUV".includes(kind) ? readSize(itemSize, ref.dtype.size, context) : ref.dtype.size;
  if (kind === "U" && size % 4 !== 0) cursor.refuse("text of 4 bytes a character", `${size} bytes`);
  const columns = names instanceof Tuple ? readFields(names, fields, size, context) : undefined;
  const subarray = inner instanceof Tuple ? readSubarray(inner, size, context) : undefined;
  ref.dtype = new Dtype(kind, size, order === ">", columns, subarray);
  ref.isBuilt = true;
}

function readSize(value: PickleValue | undefined, known: number, { cursor }: ReadContext): number {
  if (value === -1) return known;
  const isSize = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ELEMENT_BYTES;
  return isSize ? value : cursor.refuse("the size of an element", describe(value));
}

function readFields(
  names: Tuple,
  fields: PickleValue | undefined,
  size: number,
  { cursor }: ReadContext,
): ReadonlyMap<string, DtypeField> {
  if (!(fields instanceof Map)) return cursor.refuse("fields by name", describe(fields));
  if (names.items.length > MAX_RECORD_FIELDS) cursor.refuse(`at most ${MAX_RECORD_FIELDS} fields`, "more");
  const found = new Map<string, DtypeField>();
  for (const name of names.items) {
    const field = fields.get(name);
    const [ref, offset] = field instanceof Tuple ? field.items : [];
    if (typeof name !== "string" || !(ref instanceof DtypeRef) || typeof offset !== "number") {
      return cursor.refuse("a dtype and an offset of each field", describe(field));
    }
    const { dtype } = ref;
    if (!Number.isInteger(offset) || offset < 0 || offset + dtype.size > size) {
      cursor.refuse(`a field inside of ${size} bytes`, "one outside");
    }
    found.set(name, { dtype, offset });
  }
  return found;
}

function readSubarray({ items }: Tuple, size: number, context: ReadContext): Subarray {
  const [ref, shapeValue] = items;
  const shape = readShape(shapeValue, context);
  const count = shape.reduce((product, length) => product * length, 1);
  const isRight =
    ref instanceof DtypeRef &&
    ref.dtype.subarray === undefined &&
    ref.dtype.size > 0 &&
    ref.dtype.size * count === size;
  return isRight
    ? { dtype: ref.dtype, shape }
    : context.cursor.refuse(`an inner array of ${size} bytes`, "another one");
}
