/** What makes probabilities of a classifier's scores: sigmoids, isotonic steps, a temperature. @module */
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing } from "./estimator.ts";
import { sigmoid32 } from "./links.ts";

/** Keeps logarithms of probabilities finite. */
const EPSILON = 1e-12;

/**
 * One calibrator, one column.
 * @param single whether scores are float32; numpy 1 then computes in float32
 */
export function calibrated(importing: Importing, calibrator: Field, score: Value, single: boolean): Value {
  if (calibrator.className === "IsotonicRegression") return isotonic(importing, calibrator, score);
  if (calibrator.className !== "_SigmoidCalibration") {
    return calibrator.refuse("a sigmoid or isotonic calibrator", calibrator.className);
  }
  const { builder } = importing;
  const [a, b] = [calibrator.number("a_"), calibrator.number("b_")];
  if (single) {
    const scaled = builder.unary("float32", builder.binary("multiply", score, { scalar: Math.fround(a) }));
    const moved = builder.unary("float32", builder.binary("add", scaled, { scalar: Math.fround(b) }));
    return sigmoid32(importing, builder.unary("negate", moved));
  }
  const moved = builder.binary("add", builder.binary("multiply", score, { scalar: a }), { scalar: b });
  return builder.unary("sigmoid", builder.unary("negate", moved));
}

/** Lines between thresholds; what is outside gets the nearest one's. Computed as the thresholds' type. */
function isotonic({ builder }: Importing, calibrator: Field, score: Value): Value {
  const xs = calibrator.any("X_thresholds_", "_necessary_X_").array(undefined, { dims: 1 });
  const ys = calibrator.any("y_thresholds_", "_necessary_y_").array(undefined, { shape: xs.shape }).data;
  if (calibrator.string("out_of_bounds") !== "clip") calibrator.at("out_of_bounds").refuse("clip");
  for (let at = 1; at < xs.data.length; at++) {
    if (!(xs.data[at]! > xs.data[at - 1]!)) calibrator.refuse("thresholds that ascend", "others");
  }
  const rounded = xs.dtype === "float32";
  const input = rounded ? builder.unary("float32", score) : score;
  const checked = builder.add({ kind: "check", input, allowed: "finite", by: calibrator.className });
  const line = builder.add({ kind: "interpolate", input: checked, xs: [xs.data], ys: [ys] });
  return rounded ? builder.unary("float32", line) : line;
}

/**
 * Softmax of the scores times one number.
 * @param areShares whether scores are probabilities
 */
export function tempered({ builder }: Importing, calibrator: Field, scores: Value, areShares: boolean): Value {
  const isSingle = builder.width(scores) === 1;
  let logits = scores;
  if (areShares) {
    const both = isSingle
      ? builder.concat([builder.binary("subtract", builder.constant([1]), scores), scores])
      : scores;
    logits = builder.unary("log", builder.binary("add", both, { scalar: EPSILON }));
  } else if (isSingle) logits = builder.concat([builder.unary("negate", scores), scores]);
  return builder.softmax(builder.binary("multiply", logits, { scalar: calibrator.number("beta_") }));
}
