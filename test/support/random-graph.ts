/** Random small graphs with units that tell where a message has been, and how a graph ought to run. */
import fc from "fast-check";
import { effectiveType } from "../../runtime/graph/spec.ts";
import type { PredictiveUnit } from "../../runtime/graph/spec.ts";
import type { Node } from "./manifests.ts";

const TYPES = ["MODEL", "TRANSFORMER", "OUTPUT_TRANSFORMER", "ROUTER", "COMBINER", undefined] as const;
const METHODS = ["TRANSFORM_INPUT", "TRANSFORM_OUTPUT", "ROUTE", "AGGREGATE"] as const;

/** How one random unit behaves. */
export interface Behaviour {
  /** What its router answers, before it is fitted to the number of children. */
  readonly branch: number;
  /** Whether its verbs return promises. */
  readonly waits: boolean;
}

export interface RandomGraph {
  readonly graph: Node;
  readonly behaviours: Readonly<Record<string, Behaviour>>;
}

interface Shape {
  readonly type: (typeof TYPES)[number];
  readonly methods: readonly string[];
  readonly behaviour: Behaviour;
  readonly children: readonly Shape[];
}

const behaviour = fc.record({ branch: fc.integer({ min: -2, max: 2 }), waits: fc.boolean() });

const shape = fc.letrec<{ node: Shape; leaf: Shape }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.record({
      type: fc.constantFrom(...TYPES),
      methods: fc.subarray([...METHODS], { maxLength: 2 }),
      behaviour,
      children: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
    }),
  ),
  leaf: fc.record({
    type: fc.constantFrom("MODEL" as const, "TRANSFORMER" as const, "OUTPUT_TRANSFORMER" as const, undefined),
    methods: fc.subarray(["TRANSFORM_INPUT", "TRANSFORM_OUTPUT"], { maxLength: 1 }),
    behaviour,
    children: fc.constant([]),
  }),
})).node;

/** Graphs of all types and methods, up to a few levels deep. */
export const randomGraph: fc.Arbitrary<RandomGraph> = shape.map((root) => {
  const behaviours: Record<string, Behaviour> = {};
  let count = 0;
  const name = (given: Shape): Node => {
    const own = `u${count++}`;
    const { branch, waits } = given.behaviour;
    behaviours[own] = { branch: Math.min(branch, given.children.length - 1), waits };
    return {
      name: own,
      ...(given.type !== undefined && { type: given.type }),
      ...(given.methods.length > 0 && { methods: given.methods }),
      ...(given.children.length > 0 && { children: given.children.map(name) }),
    };
  };
  return { graph: name(root), behaviours };
});

/** A component of the behaviour; each verb adds a word to the text and a tag. */
export function randomComponent(name: string, { branch, waits }: Behaviour): object {
  const settle = <T>(value: T): T | Promise<T> => (waits ? Promise.resolve().then(() => value) : value);
  const add = (verb: string) => (text: string) => settle(`${text}${verb}:${name} `);
  return {
    predict: add("predict"),
    transformInput: add("in"),
    transformOutput: add("out"),
    route: () => settle(branch),
    aggregate: (texts: readonly string[]) => settle(`[${texts.join("|")}]join:${name} `),
    tags: () => ({ [name]: true, last: name }),
    metrics: () => [{ key: name, type: "GAUGE", value: 1 }],
  };
}

/** The part of an answer that the reference foretells. */
export interface Expected {
  readonly text: string;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly metrics: readonly string[];
  readonly routing: Readonly<Record<string, number>>;
  readonly requestPath: readonly string[];
}

interface State {
  readonly text: string;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly metrics: readonly string[];
  readonly path: readonly string[];
}

/** Runs the graph by the algorithm of the published orchestrator, word for word. */
export function reference({ graph, behaviours }: RandomGraph): Expected {
  const routing: Record<string, number> = {};
  const call = (node: Node, before: State, text: string): State => {
    return {
      text,
      tags: { ...before.tags, [node.name]: true, last: node.name },
      metrics: [...before.metrics, node.name],
      path: [...before.path, node.name],
    };
  };
  const predict = (node: Node, message: State): State => {
    const type = effectiveType(node as PredictiveUnit);
    const methods = node.methods ?? [];
    let current = message;
    if (type === "TRANSFORMER" || methods.includes("TRANSFORM_INPUT")) {
      routing[node.name] = -1;
      current = call(node, current, `${current.text}in:${node.name} `);
    } else if (type === "MODEL") {
      routing[node.name] = -1;
      current = call(node, current, `${current.text}predict:${node.name} `);
    }
    const children = node.children ?? [];
    if (children.length > 0) {
      const asks = type === "ROUTER" || methods.includes("ROUTE");
      const branch = asks ? behaviours[node.name]!.branch : -1;
      routing[node.name] = branch;
      if (branch !== -2) {
        const taken = branch === -1 ? children : [children[branch]!];
        const answers = taken.map((child) => predict(child, current));
        if (type === "COMBINER" || methods.includes("AGGREGATE")) {
          const joined: State = {
            text: "",
            tags: Object.assign({}, ...answers.map(({ tags }) => tags)) as Record<string, unknown>,
            metrics: answers.flatMap(({ metrics }) => metrics),
            path: answers.flatMap(({ path }) => path),
          };
          current = call(node, joined, `[${answers.map(({ text }) => text).join("|")}]join:${node.name} `);
        } else current = answers[0]!;
      }
    }
    if (type === "OUTPUT_TRANSFORMER" || methods.includes("TRANSFORM_OUTPUT")) {
      current = call(node, current, `${current.text}out:${node.name} `);
    }
    return current;
  };
  const { path, ...end } = predict(graph, { text: "", tags: {}, metrics: [], path: [] });
  return { ...end, routing, requestPath: [...new Set(path)].toSorted() };
}
