/** How this reader says that a file is not what it should be. @module */
import { ModelFileError } from "../pickle/model-file-error.ts";

/**
 * Refuses the file.
 * @param place such as `tree 3, node 5, left_children`; "" for the file as a whole
 * @throws ModelFileError
 */
export function refuse(place: string, expected: string, got: string): never {
  throw new ModelFileError(place === "" ? "XGBoost model" : `XGBoost model, ${place}`, expected, got);
}
