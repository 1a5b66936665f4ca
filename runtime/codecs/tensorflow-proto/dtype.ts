/** TensorFlow's element types and the datatypes that they are. @module */
import type { Datatype } from "../../tensor/datatype.ts";

interface DtypeRow {
  /** Number of tensorflow.DataType. */
  readonly dtype: number;
  /** Number of the repeated field that holds values when tensor_content does not. */
  readonly field: number;
}

export const DTYPE_OF: Readonly<Record<Datatype, DtypeRow>> = {
  FP32: { dtype: 1, field: 5 },
  FP64: { dtype: 2, field: 6 },
  INT32: { dtype: 3, field: 7 },
  UINT8: { dtype: 4, field: 7 },
  INT16: { dtype: 5, field: 7 },
  INT8: { dtype: 6, field: 7 },
  BYTES: { dtype: 7, field: 8 },
  INT64: { dtype: 9, field: 10 },
  BOOL: { dtype: 10, field: 11 },
  BF16: { dtype: 14, field: 13 },
  UINT16: { dtype: 17, field: 7 },
  FP16: { dtype: 19, field: 13 },
  UINT32: { dtype: 22, field: 16 },
  UINT64: { dtype: 23, field: 17 },
};

/** Datatypes by dtype; complex, quantised, resource and variant types are not data here. */
export const DTYPES: ReadonlyMap<number, Datatype> = new Map(
  Object.entries(DTYPE_OF).map(([datatype, { dtype }]) => [dtype, datatype as Datatype]),
);
