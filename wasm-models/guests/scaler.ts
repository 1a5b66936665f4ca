/**
 * A TRANSFORMER: standard scaling, (x - mean) / scale. `build.mjs` makes `weights.ts` from a JSON
 * file of {mean, scale, featureNames}.
 */
import { Input, Output, invalid, meta, startOver } from "../guest-kit/index";
import { FEATURES, MEAN, META, SCALE } from "./weights";

export * from "../guest-kit/abi";

export function zh_meta(): usize {
  startOver();
  return meta(META);
}

/** Takes [rows, features] or one row; answers the same shape as a matrix. */
export function zh_transform_input(frame: usize, _length: usize): usize {
  const input = Input.read(frame);
  if (input.count == 0 || !input.part(0).isNumeric) return invalid("Expected a tensor of numbers");
  const x = input.part(0);
  if (x.rank < 1 || x.rank > 2 || x.columns != FEATURES) {
    return invalid(`Expected [rows, ${FEATURES}] numbers, got rank ${x.rank} with ${x.columns} columns`);
  }
  const rows = x.rows;
  const values = x.numbers();
  const output = new Output();
  const out = output.matrix(rows, FEATURES);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < FEATURES; i++, at++) out[at] = (values[at] - unchecked(MEAN[i])) / unchecked(SCALE[i]);
  }
  return output.finish();
}
