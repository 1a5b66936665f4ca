/** How the readers of pickled models say that a file is not what it should be. @module */
import { InferenceError } from "../../../runtime/errors.ts";

/** INVALID_ARGUMENT with a place in the file: `<path>: expected <expected>, got <got>`. */
export class ModelFileError extends InferenceError {
  /** Where: `Pipeline.steps[1].coef_`, or `Pickle, byte 17`. */
  readonly path: string;
  readonly expected: string;
  /** A type or a shape, never the payload. */
  readonly got: string;

  constructor(path: string, expected: string, got: string) {
    super("INVALID_ARGUMENT", `${path}: expected ${expected}, got ${got}`);
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
}

/** A name out of a file as an error may show it: short, on one line. */
export function shown(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return /^[\w.]+$/.test(short) ? short : JSON.stringify(short);
}
