import { describe, expect, it } from "vitest";
import { Noise, randomForest } from "../../../bench/models/generated.ts";
import { compileBlob } from "../../../wasm-models/backends/wasm/blob.ts";
import { leafTable } from "../../../wasm-models/backends/wasm/leaf-table.ts";
import { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import { layNodes } from "../../../wasm-models/backends/wasm/tree-nodes.ts";
import { interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import { Builder } from "../../../wasm-models/ir/builder.ts";
import type { Forest } from "../../../wasm-models/ir/forest.ts";

const FEATURES = 30;
const all = ({ roots }: Forest): number[] => Array.from(roots, (_, tree) => tree);

describe("layNodes()", () => {
  const forest = randomForest(new Noise(3), 5, 9, "f64");

  it.each([16, 8, 4])("keeps siblings together and every child where its parent says, %i places a line", (line) => {
    const { nodes, deltas, first } = layNodes(forest, all(forest), line);
    expect(Array.from(first, (place) => nodes[place])).toEqual([...forest.roots]);
    expect(new Set(nodes).size).toBe(forest.left.length);
    nodes.forEach((node, place) => {
      const left = forest.left[node]!;
      if (left < 0) {
        expect(deltas[place]).toBe(0);
        return;
      }
      expect([nodes[place + deltas[place]!], nodes[place + deltas[place]! + 1]]).toEqual([left, forest.right[node]]);
    });
  });

  it("puts the first four levels into sixteen places, and three levels below a pair into fourteen", () => {
    const { nodes, deltas, first } = layNodes(forest, all(forest), 16);
    const root = first[0]!;
    const childrenOf = (place: number): number[] =>
      forest.left[nodes[place]!]! < 0 ? [] : [place + deltas[place]!, place + deltas[place]! + 1];
    const below = (places: readonly number[], levels: number): number[] =>
      levels === 0 ? [...places] : [...places, ...below(places.flatMap(childrenOf), levels - 1)];
    expect(below([root], 3).every((place) => place - root < 16)).toBe(true);
    const fourth = below([root], 3).filter((place) => place - root >= 7);
    for (const parent of fourth) {
      const pair = childrenOf(parent);
      expect(below(pair, 2).every((place) => place - pair[0]! < 14)).toBe(true);
    }
  });

  it("says the depth of each tree", () => {
    expect([...layNodes(forest, all(forest), 16).depth]).toEqual([9, 9, 9, 9, 9]);
  });
});

describe("leafTable()", () => {
  const forest = randomForest(new Noise(4), 3, 7, "f64");
  const laid = layNodes(forest, all(forest), 16);

  it("numbers different leaves in the order of their places", () => {
    const { rowOf, values } = leafTable(forest, laid, "values");
    const rows = [...rowOf].filter((row) => row >= 0);
    expect(rows).toEqual(rows.map((_, index) => index));
    laid.nodes.forEach((node, place) => {
      if (rowOf[place]! >= 0) expect(values[rowOf[place]!]).toBe(forest.values[-1 - forest.left[node]!]);
    });
  });

  it("keeps one row for leaves that hold the same, zeros of both signs apart", () => {
    const same: Forest = { ...forest, values: forest.values.map((_, leaf) => [0, -0, 1][leaf % 3]!) };
    const { values } = leafTable(same, laid, "values");
    expect([...values].toSorted((a, b) => a - b || (Object.is(a, -0) ? -1 : 1))).toEqual([-0, 0, 1]);
    expect(leafTable(same, laid, "leaves").values).toHaveLength(forest.values.length);
  });
});

// Larger than random programs of the other tests: several stretches of packed nodes, leaves in thousands,
// levels enough for a walk to look whether it may end.
describe("large forests", () => {
  it.each([
    ["packed", "f64", 12, 30],
    ["packed, in float32", "f32", 12, 30],
    ["narrow", "f32", 7, 40],
    ["level by level", "f64", 14, 2],
  ] as const)("%s: the interpreter's bits, one row and many", async (_, precision, depth, trees) => {
    const grown = randomForest(new Noise(5), trees, depth, precision);
    // Few thresholds, so that bytes can number them.
    const forest: Forest = { ...grown, threshold: grown.threshold.map((value) => Math.round(value * 16) / 16) };
    for (const wanted of ["trees", "leaves"] as const) {
      const builder = new Builder(Array.from({ length: FEATURES }, () => undefined));
      const input = builder.numbers(Array.from({ length: FEATURES }, (__, column) => column));
      const value =
        wanted === "trees" ? builder.trees(input, forest, [0.5]) : builder.add({ kind: "leaves", input, forest });
      const program = builder.finish([{ name: "predict", value, axes: 2, datatype: "FP64" }]);
      const noise = new Noise(6);
      const rows = Array.from({ length: 21 }, () => noise.list(FEATURES).map((x) => Math.round(x * 16) / 16));
      rows[3]![5] = Number.NaN;
      rows[4]![6] = -Infinity;
      rows[5]![7] = Infinity;
      rows[6]!.fill(-0);
      const expected = rows.flatMap((row) => [...interpret(program, value, row)]);
      const blob = compileBlob(program);
      const kernels = await LinkedKernels.load();
      const columns = blob.outputs[0]!.columns;
      const [at, x, out, arena] = [
        blob.bytes.length,
        rows.length * FEATURES * 8,
        rows.length * columns * 8,
        blob.arenaBytes,
      ].map((bytes) => kernels.take(bytes)) as [number, number, number, number];
      new Uint8Array(kernels.memory.buffer).set(blob.bytes, at);
      const given = new Float64Array(kernels.memory.buffer, x, rows.length * FEATURES);
      rows.forEach((row, index) => given.set(row, index * FEATURES));
      expect(kernels.run(at, 0, x, rows.length, out, arena)).toBe(0);
      expect([...new Float64Array(kernels.memory.buffer, out, rows.length * columns)]).toEqual(expected);
      rows.forEach((_row, index) => {
        expect(kernels.run(at, 0, x + index * FEATURES * 8, 1, out, arena)).toBe(0);
        const answers = [...new Float64Array(kernels.memory.buffer, out, columns)];
        expect(answers).toEqual(expected.slice(index * columns, (index + 1) * columns));
      });
    }
  });
});
