/** Building a program of what a file says. @module */
import { ModelFileError } from "../readers/pickle/model-file-error.ts";

/**
 * What the builder finds wrong is the file's fault.
 * @param what such as "XGBoost model"
 * @throws ModelFileError for a RangeError of `work`
 */
export function buildOf<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelFileError(what, "what can be compiled", error.message);
  }
}
