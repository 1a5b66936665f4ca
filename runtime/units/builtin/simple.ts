/**
 * The implementations that the resource definition names and the published orchestrator leaves
 * empty, as its Java predecessor did them.
 * @see contract section 4.5 "Hard-coded implementations"
 * @module
 */
import { branchMessage } from "../../message/branch.ts";
import type { Message } from "../../message/message.ts";
import { extendMeta } from "../../message/meta.ts";
import type { Metric } from "../../message/meta.ts";
import type { UnitFactory } from "../factory.ts";
import { parameterValue } from "../parameters.ts";
import type { UnitParameter } from "../parameters.ts";

const CLASSES: readonly string[] = ["class0", "class1", "class2"];
const SCORES: readonly number[] = [0.1, 0.9, 0.5];
const METRICS: readonly Metric[] = [
  { key: "mymetric_counter", type: "COUNTER", value: 1 },
  { key: "mymetric_gauge", type: "GAUGE", value: 100 },
  { key: "mymetric_timer", type: "TIMER", value: 22.1 },
];

/** SIMPLE_MODEL: echoes text and bytes, answers three fixed scores to anything else. */
export const createSimpleModel: UnitFactory = () => ({
  kind: "built-in",
  identity: "SIMPLE_MODEL",
  predict(message): Message {
    const meta = extendMeta(message.meta, undefined, METRICS);
    if (message.data.kind === "text" || message.data.kind === "bytes") return { ...message, meta };
    const tensor = { name: "", datatype: "FP64", shape: [1, 3], data: Float64Array.from(SCORES) } as const;
    return { data: { kind: "tensors", tensors: [tensor] }, names: CLASSES, encoding: "tensor", meta };
  },
});

/** SIMPLE_ROUTER: always the first child. */
export const createSimpleRouter: UnitFactory = () => {
  const first = branchMessage(0);
  return { kind: "built-in", identity: "SIMPLE_ROUTER", route: () => first };
};

/**
 * RANDOM_ABTEST: the first of two children with probability `ratioA` (0.5 when not given).
 * @throws TypeError when ratioA is no number between 0 and 1.
 */
export const createRandomAbTest: UnitFactory = (spec, host) => {
  const ratioA = ratio(spec.parameters);
  const branches = [branchMessage(0), branchMessage(1)] as const;
  return { kind: "built-in", identity: "RANDOM_ABTEST", route: () => branches[host.random() < ratioA ? 0 : 1] };
};

function ratio(parameters: readonly UnitParameter[]): number {
  const given = parameters.find((parameter) => parameter.name === "ratioA");
  if (given === undefined) return 0.5;
  const value = parameterValue({ ...given, type: "DOUBLE" });
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new TypeError(`Parameter "ratioA": expected a number between 0 and 1, got ${JSON.stringify(given.value)}`);
}
