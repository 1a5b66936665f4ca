/**
 * A MODEL: logistic regression. The weights are compiled in; `build.mjs` makes `weights.ts` from a
 * JSON file of {coef, intercept, classNames}.
 */
import { Input, Output, exp, invalid, meta, sigmoid, startOver } from "../guest-kit/index";
import { CLASSES, COEF, FEATURES, INTERCEPT, META } from "./weights";

export * from "../guest-kit/abi";

export function zh_meta(): usize {
  startOver();
  return meta(META);
}

/** Takes [rows, features] or one row; answers the probability of each class, [rows, classes]. */
export function zh_predict(frame: usize, _length: usize): usize {
  const input = Input.read(frame);
  if (input.count == 0 || !input.part(0).isNumeric) return invalid("Expected a tensor of numbers");
  const x = input.part(0);
  if (x.rank < 1 || x.rank > 2 || x.columns != FEATURES) {
    return invalid(`Expected [rows, ${FEATURES}] numbers, got rank ${x.rank} with ${x.columns} columns`);
  }
  const rows = x.rows;
  const values = x.numbers();
  const output = new Output();
  const out = output.matrix(rows, CLASSES);
  for (let row = 0; row < rows; row++) {
    if (CLASSES == 2) {
      const p = sigmoid(score(values.at, row, 0));
      out[row * 2] = 1.0 - p;
      out[row * 2 + 1] = p;
    } else softmax(out.at + ((<usize>row * CLASSES) << 3), values.at, row);
  }
  return output.finish();
}

function score(values: usize, row: i32, line: i32): f64 {
  let sum: f64 = 0;
  const x = values + ((<usize>row * FEATURES) << 3);
  const w = changetype<usize>(COEF) + ((<usize>line * FEATURES) << 3);
  for (let i: usize = 0; i < <usize>FEATURES; i++) sum += load<f64>(x + (i << 3)) * load<f64>(w + (i << 3));
  return sum + unchecked(INTERCEPT[line]);
}

function softmax(out: usize, values: usize, row: i32): void {
  let largest = -Infinity;
  for (let k = 0; k < CLASSES; k++) {
    const s = score(values, row, k);
    store<f64>(out + (<usize>k << 3), s);
    largest = max(largest, s);
  }
  let total: f64 = 0;
  for (let k = 0; k < CLASSES; k++) {
    const e = exp(load<f64>(out + (<usize>k << 3)) - largest);
    store<f64>(out + (<usize>k << 3), e);
    total += e;
  }
  for (let k = 0; k < CLASSES; k++) store<f64>(out + (<usize>k << 3), load<f64>(out + (<usize>k << 3)) / total);
}
