import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../runtime/platform/node/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { toFloat64 } from "../../runtime/tensor/convert.ts";
import type { Message } from "../../runtime/message/message.ts";

const folder = join(import.meta.dirname, "../../examples/breast-cancer");
const heldOut = readJson<{ featureNames: string[]; rows: number[][]; labels: number[] }>("data/heldout.json");
const expected = readJson<{
  ensemble: number[][];
  linearB: number[][];
  accuracy: { ensemble: number; linearB: number };
}>("data/expected.json");

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(folder, path), "utf8")) as T;
}

function probabilities(answer: Message): number[] {
  if (answer.data.kind !== "tensors") throw new TypeError(`expected tensors, got ${answer.data.kind}`);
  return [...toFloat64(answer.data.tensors[0]!)];
}

describe("the breast-cancer example", () => {
  let runtime: Runtime;

  beforeAll(async () => {
    runtime = await createRuntime(join(folder, "deployment.yaml"));
  });
  afterAll(() => runtime.close());

  it("answers every held-out row as scikit-learn does, whichever way it goes", async () => {
    const taken = [0, 0];
    for (const [index, row] of heldOut.rows.entries()) {
      const answer = await runtime.predict([row]);
      const branch = answer.meta.routing["experiment"]!;
      taken[branch]!++;
      const truth = (branch === 0 ? expected.ensemble : expected.linearB)[index]!;
      // The forest computes in float32; the linear model alone is good to 1e-12.
      for (const [column, value] of probabilities(answer).entries()) {
        expect(Math.abs(value - truth[column]!)).toBeLessThan(branch === 0 ? 1e-6 : 1e-12);
      }
    }
    expect(taken[0]).toBeGreaterThan(taken[1]!);
    expect(taken[1]).toBeGreaterThan(0);
  });

  it("reaches the accuracy of the branch that it takes", async () => {
    let answer = await runtime.predict(heldOut.rows);
    while (answer.meta.routing["experiment"] !== 0) answer = await runtime.predict(heldOut.rows);
    const values = probabilities(answer);
    const right = heldOut.labels.filter((label, row) => (values[2 * row + 1]! > values[2 * row]! ? 1 : 0) === label);
    expect(right.length / heldOut.labels.length).toBeCloseTo(expected.accuracy.ensemble, 12);
    expect(expected.accuracy.ensemble).toBeGreaterThan(0.95);
  });

  it("takes named columns in any order", async () => {
    const names = [...heldOut.featureNames].reverse();
    const data = { names, ndarray: [[...heldOut.rows[0]!].reverse()] };
    const response = await runtime.fetch(
      new Request("http://local/api/v1.0/predictions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ data }),
      }),
    );
    const body = (await response.json()) as {
      data: { names: string[]; ndarray: number[][] };
      meta: { tags: { verdict: string }; routing: { experiment: number } };
    };
    expect(response.status).toBe(200);
    expect(body.data.names).toEqual(["malignant", "benign"]);
    const truth = (body.meta.routing.experiment === 0 ? expected.ensemble : expected.linearB)[0]!;
    expect(body.data.ndarray[0]![0]).toBeCloseTo(truth[0]!, 6);
    expect(body.meta.tags.verdict).toBe(truth[0]! >= 0.5 ? "refer to a doctor" : "no finding");
  });

  it("says which measurements are missing", async () => {
    await expect(runtime.predict([[1, 2, 3]])).rejects.toThrow(
      'Unit "columns": expected rows of 30 measurements, got 3',
    );
  });

  it("describes what goes in and comes out", async () => {
    const metadata = await runtime.metadata();
    expect(Object.keys(metadata.models)).toEqual(
      expect.arrayContaining(["verdict", "columns", "scale", "forest", "linear"]),
    );
    expect(metadata.graphoutputs).toEqual([
      { messagetype: "ndarray", schema: { names: ["malignant", "benign"], shape: [2] } },
    ]);
  });

  it("learns from rewards", async () => {
    const row = [heldOut.rows[0]!];
    for (let i = 0; i < 50; i++) {
      const response = { ...(await runtime.predict(row)) };
      const reward = response.meta.routing["experiment"] === 1 ? 1 : 0;
      await runtime.feedback({ request: undefined, response, reward, truth: undefined });
    }
    const routes: number[] = [];
    for (let i = 0; i < 40; i++) routes.push((await runtime.predict(row)).meta.routing["experiment"]!);
    expect(routes.filter((route) => route === 1).length).toBeGreaterThan(25);
  });
});
