/** Arrays out of what a file says of them, once it is sure that all of it is there. @module */
import { MAX_DIMENSIONS } from "../limits.ts";
import type { ReadContext } from "../pickle/context.ts";
import { describe } from "../pickle/describe.ts";
import { latin1Bytes } from "../pickle/text.ts";
import { DtypeRef, Instance, Tuple } from "../pickle/values.ts";
import type { ArrayData, PickleValue } from "../pickle/values.ts";
import { Dtype } from "./dtype.ts";
import { decodeElements } from "./elements.ts";
import { fromFortran } from "./order.ts";

/** @throws ModelFileError when it is no tuple of sizes */
export function readShape(value: PickleValue | undefined, { cursor }: ReadContext): readonly number[] {
  const items = value instanceof Tuple ? value.items : Array.isArray(value) ? value : [value];
  if (items.length > MAX_DIMENSIONS) cursor.refuse(`at most ${MAX_DIMENSIONS} dimensions`, `${items.length}`);
  let count = 1;
  for (const size of items) {
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
      return cursor.refuse("a shape of sizes", describe(size));
    }
    count *= size;
  }
  if (!Number.isSafeInteger(count)) cursor.refuse("a shape of fewer elements", "too many");
  return items as readonly number[];
}

/** The type as it is now; numpy's own type of text is a class of objects here. */
export function readDtype(value: PickleValue | undefined, { cursor }: ReadContext): Dtype {
  if (value instanceof DtypeRef) return value.dtype;
  if (value instanceof Instance && value.name.includes("StringDType")) return new Dtype("O", 16);
  return value instanceof Instance && value.name === "_convert_to_stringdtype_kwargs"
    ? new Dtype("O", 16)
    : cursor.refuse("a dtype", describe(value));
}

/**
 * Elements out of bytes.
 * @param isFortran whether they are column-major
 * @throws ModelFileError when there are more or fewer bytes than elements
 */
export function elementsOf(
  bytes: Uint8Array,
  dtype: Dtype,
  shape: readonly number[],
  isFortran: boolean,
  { cursor, budget }: ReadContext,
): ArrayData {
  if (dtype.hasObjects) cursor.refuse("a list of objects", "bytes");
  if (dtype.subarray !== undefined) cursor.refuse("a dtype without inner shape", "one with");
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = count * dtype.size;
  if (bytes.length !== expected) cursor.refuse(`${expected} bytes of ${dtype.name}`, `${bytes.length}`);
  budget.arrayBytes(bytes.length);
  // Text, bytes and elements of no size take more than their bytes.
  if (dtype.kind === "S" || dtype.kind === "U" || dtype.size === 0) budget.nodes(count);
  const isTransposed = isFortran && shape.length > 1 && count > 0;
  const ordered = isTransposed ? fromFortran(bytes, shape, dtype.size) : bytes;
  return decodeElements(dtype, { bytes: ordered, start: 0, stride: dtype.size, count });
}

/** Elements out of a list of objects, which numpy writes row-major whatever the array was. */
export function objectsOf(
  list: readonly PickleValue[],
  shape: readonly number[],
  { cursor, budget }: ReadContext,
): readonly PickleValue[] {
  const count = shape.reduce((product, size) => product * size, 1);
  if (list.length !== count) cursor.refuse(`${count} objects`, `${list.length}`);
  budget.nodes(count);
  return [...list];
}

/** Raw data of arrays and scalars: bytes, or what Python 2 wrote as text. */
export function rawBytes(value: PickleValue | undefined): Uint8Array | undefined {
  return typeof value === "string" ? latin1Bytes(value) : value instanceof Uint8Array ? value : undefined;
}
