/** What engines are asked, each in a process of its own with one model loaded. @module */

/** One engine with one model. */
export interface Engine {
  /** What it answers for the first rows, row after row. */
  answers(rows: number): Promise<readonly number[]>;
  /** Microseconds of a call with so many rows; rows rotate. */
  measure(batch: number, durationMs: number): Promise<number>;
}

/** Why an engine is not there. */
export interface Missing {
  readonly missing: string;
}

export interface MeasureOrder {
  readonly batch: number;
  readonly durationMs: number;
}

/** A model as engines find it in its folder. */
export interface Subject {
  readonly key: string;
  /** Holds what the library saved, rows.f64, model.onnx where there is one, and the key's compiled module. */
  readonly folder: string;
  readonly columns: number;
  /** The output that is compared, by its name. */
  readonly output: string;
}

export function isMissing(engine: Engine | Missing): engine is Missing {
  return "missing" in engine;
}
