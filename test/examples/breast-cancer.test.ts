import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
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

  async function post(text: string): Promise<{ status: number; body: unknown }> {
    const headers = { "content-type": "application/json" };
    const request = new Request("http://local/api/v1.0/predictions", { method: "POST", headers, body: text });
    const response = await runtime.fetch(request);
    return { status: response.status, body: await response.json() };
  }

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
      'Unit "columns": expected 30 measurements in row 1, got a list of 3',
    );
  });

  it.each<[string, (row: number[]) => unknown, string]>([
    ["null", (row) => [row, row.with(3, null as never)], '"mean area" in row 2, got null or NaN'],
    ["a negative number", (row) => [row.with(0, -1)], '"mean radius" in row 1, got a negative number'],
    ["text", (row) => [row.with(3, "much" as never)], '"mean area" in row 1, got string'],
    ["a number too few", (row) => [row.slice(1)], "30 measurements in row 1, got a list of 29"],
    ["one case that is no row", (row) => row, "30 measurements in row 1, got a number"],
    ["no case", () => [], "at least one row of 30 measurements, got a list of 0"],
  ])("refuses %s with a 400 that names the unit", async (_, change, expectation) => {
    const { status, body } = await post(JSON.stringify({ data: { ndarray: change(heldOut.rows[0]!) } }));
    expect(status).toBe(400);
    const prefix = expectation.startsWith('"') ? "a number from 0 for " : "";
    expect(body).toMatchObject({ status: { info: `Unit "columns": expected ${prefix}${expectation}` } });
  });

  it.each(["NaN", "Infinity"])("refuses %s as a measurement", async (word) => {
    const text = JSON.stringify({ data: { ndarray: [heldOut.rows[0]!.with(5, 77)] } }).replace("77", word);
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain("mean compactness");
  });

  it("names three of the columns that are missing, and how many more", async () => {
    const data = { names: heldOut.rows[0]!.map(String), ndarray: [heldOut.rows[0]] };
    expect(await post(JSON.stringify({ data }))).toMatchObject({
      status: 400,
      body: {
        status: {
          info: 'Unit "columns": data.names lacks mean radius, mean texture, mean perimeter and 27 more',
        },
      },
    });
  });

  it("counts the cases for a doctor, and says the gravest verdict of all", async () => {
    const truth = heldOut.rows.map((_, row) => [expected.ensemble[row]![0]!, expected.linearB[row]![0]!]);
    const grave = truth.findIndex((values) => values.every((value) => value > 0.9));
    const harmless = truth.findIndex((values) => values.every((value) => value < 0.1));
    const rows = [harmless, grave, grave].map((row) => heldOut.rows[row]);
    const { body } = await post(JSON.stringify({ data: { ndarray: rows } }));
    expect(body).toMatchObject({ meta: { tags: { verdict: "refer to a doctor", referred: 2 } } });
    const one = await post(JSON.stringify({ data: { ndarray: rows.slice(0, 1) } }));
    expect(one.body).toMatchObject({ meta: { tags: { verdict: "no finding", referred: 0 } } });
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

describe("its verdict", () => {
  const verdict = (threshold: string): Promise<Runtime> =>
    createRuntime(
      {
        name: "p",
        graph: {
          name: "verdict",
          type: "OUTPUT_TRANSFORMER",
          implementation: "COMPONENT_SERVER",
          modelUri: "units/verdict.ts",
          parameters: [{ name: "threshold", value: threshold, type: "FLOAT" }],
          children: [{ name: "as-it-is", type: "MODEL" }],
        },
      },
      { folder, units: { "as-it-is": { predict: (rows: unknown) => rows } } },
    );

  it.each([
    [[[NaN, NaN]], "two probabilities from 0 to 1 in row 1"],
    [
      [
        [0, 1],
        [0, 2],
      ],
      "two probabilities from 0 to 1 in row 2",
    ],
    [[[1]], "two probabilities from 0 to 1 in row 1"],
    ["nothing", "rows of probabilities"],
  ])("is refused for %j", async (probabilities, expectation) => {
    const runtime = await verdict("0.5");
    onTestFinished(() => runtime.close());
    await expect(runtime.predict(probabilities)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: `Unit "verdict": expected ${expectation}`,
    });
  });

  it("is given from no threshold but a probability", async () => {
    await expect(verdict("50")).rejects.toThrow("threshold: expected a number from 0 to 1");
  });
});
