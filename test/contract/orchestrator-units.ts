/** The units of the hand-written pairs in pairs-orchestrator/, by their names in the graphs. */
import type { UnitBinding } from "../../runtime/deployment/bind.ts";

type Rows = readonly (readonly number[])[];

const FAILURE = { code: 400, info: "exception message", reason: "exception", status: "FAILURE" };
const same = (X: unknown): unknown => X;

/** Adds a number, and says so in tags and metrics. */
function adds(name: string, amount: number): object {
  const add = (rows: Rows): unknown => rows.map((row) => row.map((value) => value + amount));
  return {
    predict: add,
    transformInput: add,
    tags: () => ({ from: name, [name]: name === "first" ? 1 : 2 }),
    metrics: () => [{ key: `${name}_calls`, type: "COUNTER", value: 1 }],
  };
}

/** A router whose answer is a message as it is. */
function says(message: object): object {
  return { routeRaw: () => message };
}

/** What says where it stands, for graph metadata. */
function described(name: string): object {
  const side = (end: string): object[] => [
    { messagetype: "tensor", schema: { names: [`${name}.${end}`], shape: [1] } },
  ];
  return {
    predict: same,
    transformInput: same,
    transformOutput: same,
    route: () => 0,
    aggregate: (Xs: readonly unknown[]) => Xs[0],
    initMetadata: () => ({ name, versions: [`${name}:1`], inputs: side("in"), outputs: side("out") }),
  };
}

/** New ones each time: some remember. */
export function orchestratorUnits(): Readonly<Record<string, UnitBinding>> {
  let rewards: string[] = [];
  const rewarded = (name: string): object => ({
    predict: () => [[name]],
    sendFeedback: (_: unknown, __: unknown, reward: number) => void rewards.push(`${name} ${reward}`),
  });
  return {
    echo: { predict: same, transformInput: same },
    numbers: { predict: () => [[0.5, 0.25]] },
    words: { predict: () => [["red", "green"]] },
    first: adds("first", 10),
    second: adds("second", 100),
    joins: { aggregate: (Xs: readonly Rows[]) => [Xs.flatMap((rows) => [...rows[0]!])] },
    non200: { predictRaw: () => ({ status: FAILURE }) },
    a: rewarded("a"),
    b: rewarded("b"),
    route0: { route: () => 0 },
    route1: { route: () => 1 },
    routeAll: { route: () => -1 },
    routeNone: { route: () => -2 },
    routeFlat: says({ data: { ndarray: [1] } }),
    routeNested: says({ data: { ndarray: [[1]] } }),
    routeTensor: says({ data: { tensor: { shape: [1, 1], values: [1] } } }),
    routeFraction: says({ data: { ndarray: [1.9] } }),
    learns: {
      route: () => 0,
      sendFeedback(_: unknown, __: unknown, reward: number, ___: unknown, routing: number | undefined) {
        const all = [...rewards, `learns ${routing} by ${reward}`];
        rewards = [];
        return all;
      },
    },
    ...Object.fromEntries(["m", "n", "t", "o", "c", "r"].map((name) => [name, described(name)])),
  };
}
