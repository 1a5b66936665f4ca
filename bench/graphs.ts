/**
 * The graphs and rows that benches share. Both sides of a bench run the same functions on the same
 * rows; rows rotate, since one repeated row flatters every cache and branch predictor.
 * @module
 */
import type { Component } from "zerohop";

export type Rows = readonly (readonly number[])[];

interface Model extends Component {
  predict(X: Rows): number[][];
}

/** Small synchronous models, each with a function of its own, as different units have. */
export const COMPONENTS: Readonly<Record<string, Model>> = {
  scale: { predict: (X) => X.map((row) => row.map((value) => value * 0.5)) },
  shift: { predict: (X) => X.map((row) => row.map((value) => value + 1)) },
  clip: { predict: (X) => X.map((row) => row.map((value) => Math.min(value, 100))) },
  center: { predict: (X) => X.map((row) => row.map((value) => value - 4.5)) },
  flip: { predict: (X) => X.map((row) => row.map((value) => -value)) },
};

/** Sends rows that begin with a negative number to the second child. */
const bySpeed: Component = { route: (X: Rows) => (X[0]![0]! < 0 ? 1 : 0) };

/** The components of these names, as `createRuntime` takes them. */
export function pickComponents(names: readonly string[]): Readonly<Record<string, Component>> {
  return Object.fromEntries(names.map((name) => [name, name === "bySpeed" ? bySpeed : COMPONENTS[name]!]));
}

const CHAIN: readonly string[] = ["scale", "shift", "clip", "center", "flip"];

export const LONGEST_CHAIN: number = CHAIN.length;

/** Names of the units of a chain, first called first. */
export function chainUnits(length: number): readonly string[] {
  return CHAIN.slice(0, length);
}

/** A chain of models, each with the next as its child, as a PredictorSpec. */
export function chainManifest(units: readonly string[]): object {
  const nodes = units.map((name) => ({ name, type: "MODEL" }));
  const graph = nodes.reduceRight<object | undefined>(
    (child, node) => ({ ...node, ...(child !== undefined && { children: [child] }) }),
    undefined,
  );
  return { name: "bench", graph };
}

/** What a chain makes of rows, computed without Zerohop. */
export function chainAnswer(units: readonly string[], rows: Rows): number[][] {
  return units.reduce((X, name) => COMPONENTS[name]!.predict(X), rows as number[][]);
}

/** Rows of four numbers with one decimal, like measurements; the first number of each is its own. */
export const ROWS: Rows = Array.from({ length: 64 }, (_, row) =>
  Array.from({ length: 4 }, (_, column) => Math.round(((row * 7 + column * 13) % 80) + row + column) / 10 + row),
);
