/** What the sums of gradient boosting begin with: the link of what a starting model answers. @module */
import type { Value } from "../../ir/ops.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import { isBefore } from "./estimator.ts";
import type { Importing } from "./estimator.ts";
import { targetsOf } from "./estimators/dummy.ts";
import { Frame } from "./frame.ts";

/** Probabilities keep away from 0 and 1 by so much. */
const EPSILON_32 = 2 ** -23;
const EPSILON_64 = 2 ** -52;

/** A column a class, or one for two classes. Numbers when it is the same for every row. */
export function classifierStart(importing: Importing, model: Field, rows: Value, groups: number): Float64Array | Value {
  const { builder } = importing;
  const init = model.at("init_");
  if (init.value === "zero") return new Float64Array(groups);
  const least = isBefore(model, 1, 8) ? EPSILON_32 : EPSILON_64;
  const half = model.string("loss") === "exponential" ? 0.5 : 1;
  const isCentred = !isBefore(model, 1, 4);
  if (init.className === "DummyClassifier") {
    const shares = targetsOf(init)[0]!.shares.map((share) => Math.min(Math.max(share, least), 1 - least));
    if (groups === 1) return Float64Array.of(half * Math.log(shares[1]! / (1 - shares[1]!)));
    const logs = shares.map((share) => Math.log(share));
    const mean = logs.reduce((sum, log) => sum + log, 0) / groups;
    return isCentred ? logs.map((log) => log - mean) : logs;
  }
  const start = importing.predict(init, float32s(importing, rows));
  const given = start.probabilities?.() ?? init.refuse("a starting model with probabilities", init.className);
  const raised = builder.binary("max", given, { scalar: least });
  const shares = builder.binary("min", raised, { scalar: 1 - least });
  if (groups === 1) {
    const second = builder.select(shares, [1]);
    const odds = builder.binary("divide", second, builder.binary("subtract", builder.constant([1]), second));
    return builder.binary("multiply", builder.unary("log", odds), { scalar: half });
  }
  const logs = builder.unary("log", shares);
  return isCentred ? builder.binary("subtract", logs, builder.reduce("mean", logs)) : logs;
}

/** One column. Numbers when it is the same for every row. */
export function regressorStart(importing: Importing, model: Field, rows: Value): Float64Array | Value {
  const init = model.at("init_");
  if (init.value === "zero") return new Float64Array(1);
  if (init.className === "DummyRegressor") return Float64Array.of(init.array("constant_").data[0]!);
  return importing.predict(init, float32s(importing, rows)).predict();
}

/** The starting model is asked what the trees are asked. */
function float32s({ builder }: Importing, rows: Value): Frame {
  return Frame.ofValue(builder, builder.unary("float32", rows));
}
