import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { parameterValue, runtimeParameter, userParameters } from "../../../runtime/units/parameters.ts";
import { failureOf, load, parameter } from "../../support/manifests.ts";
import type { Node } from "../../support/manifests.ts";
import type { Json } from "../../support/json.ts";

const opened: Runtime[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((runtime) => runtime.close()));
});

async function open(
  graph: Node,
  units: Readonly<Record<string, object>> = {},
): Promise<(body: unknown) => Promise<Json>> {
  const { runtime } = await load(graph, units);
  opened.push(runtime);
  return async (body) => JSON.parse(encodeMessage(await runtime.plane.predict(decodeMessage(JSON.stringify(body)))));
}

const pair: readonly Node[] = [{ name: "a" }, { name: "b" }];
const constant = (value: unknown): object => ({ predict: () => value });

describe("SIMPLE_MODEL", () => {
  test("answers three scores and its metrics", async () => {
    const answer = await (await open({ name: "m", implementation: "SIMPLE_MODEL" }))({ data: { ndarray: [[1]] } });
    expect(answer.data).toEqual({
      names: ["class0", "class1", "class2"],
      tensor: { shape: [1, 3], values: [0.1, 0.9, 0.5] },
    });
    expect(answer.meta.metrics.map(({ key, type, value }: Json) => [key, type, value])).toEqual([
      ["mymetric_counter", "COUNTER", 1],
      ["mymetric_gauge", "GAUGE", 100],
      ["mymetric_timer", "TIMER", 22.1],
    ]);
  });

  test("echoes text and bytes", async () => {
    const ask = await open({ name: "m", implementation: "SIMPLE_MODEL" });
    expect((await ask({ strData: "x" })).strData).toBe("x");
    expect((await ask({ binData: "AQI=" })).binData).toBe("AQI=");
    expect((await ask({ jsonData: {} })).data.tensor.shape).toEqual([1, 3]);
  });

  test("is a MODEL also when the manifest says so", async () => {
    const ask = await open({ name: "m", type: "MODEL", implementation: "SIMPLE_MODEL" });
    expect((await ask({ strData: "x" })).meta.requestPath).toEqual({ m: "SIMPLE_MODEL" });
  });
});

describe("SIMPLE_ROUTER", () => {
  test("takes the first child", async () => {
    const ask = await open(
      { name: "r", implementation: "SIMPLE_ROUTER", children: pair },
      { a: constant("a"), b: constant("b") },
    );
    const answer = await ask({ strData: "" });
    expect([answer.strData, answer.meta.routing.r]).toEqual(["a", 0]);
  });
});

describe("RANDOM_ABTEST", () => {
  const graph = (ratioA?: string): Node => ({
    name: "r",
    implementation: "RANDOM_ABTEST",
    children: pair,
    ...(ratioA !== undefined && { parameters: [parameter("ratioA", ratioA, "FLOAT")] }),
  });

  test.each([
    [undefined, 0.5],
    ["0.2", 0.2],
    ["0", 0],
    ["1", 1],
  ])("takes the first child with the probability ratioA (%s)", async (ratioA, share) => {
    const ask = await open(graph(ratioA), { a: constant("a"), b: constant("b") });
    let first = 0;
    for (let i = 0; i < 4000; i++) if ((await ask({ strData: "" })).strData === "a") first++;
    // Five standard deviations of a binomial of 4,000.
    expect(Math.abs(first - 4000 * share)).toBeLessThanOrEqual(5 * Math.sqrt(4000 * share * (1 - share)));
  });

  test.each(["1.5", "-0.1", "half", "", "NaN"])("refuses the ratio %j", async (ratioA) => {
    const error = await failureOf(() => load(graph(ratioA), { a: constant("a"), b: constant("b") }));
    expect(error.message).toContain('unit "r": Parameter "ratioA"');
  });
});

describe("AVERAGE_COMBINER", () => {
  const combine = async (...answers: readonly unknown[]): Promise<Json> => {
    const children = answers.map((_, i) => ({ name: `m${i}` }));
    const units = Object.fromEntries(answers.map((answer, i) => [`m${i}`, constant(answer)]));
    return (await open({ name: "c", implementation: "AVERAGE_COMBINER", children }, units))({
      data: { ndarray: [[0]] },
    });
  };

  test("is the mean of each element", async () => {
    const matrix = fc.array(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 2 }), {
      minLength: 3,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(matrix, { minLength: 1, maxLength: 4 }), async (matrices) => {
        const answer = await combine(...matrices);
        const mean = matrices[0]!.map((row, i) =>
          row.map((_, j) => matrices.reduce((sum, one) => sum + one[i]![j]!, 0) / matrices.length),
        );
        expect(answer.data.ndarray).toEqual(JSON.parse(JSON.stringify(mean)));
      }),
      { numRuns: 30 },
    );
  });

  test("keeps the first child's encoding and names", async () => {
    const units = {
      a: { ...constant([[1, 2]]), classNames: ["x", "y"] },
      b: { ...constant([[3, 4]]), classNames: ["u", "v"] },
    };
    const ask = await open({ name: "c", implementation: "AVERAGE_COMBINER", children: pair }, units);
    const answer = await ask({ data: { tensor: { shape: [1], values: [0] } } });
    expect(answer.data).toEqual({ names: ["x", "y"], tensor: { shape: [1, 2], values: [2, 3] } });
  });

  test.each<[string, readonly unknown[], string]>([
    ["another shape", [[[1, 2]], [[1, 2, 3]]], "Child 1 must answer shape [1,2] as child 0, got [1,3]"],
    ["other rows", [[[1], [2]], [[1]]], "Child 1 must answer shape [2,1] as child 0, got [1,1]"],
    [
      "one axis",
      [
        [1, 2],
        [1, 2],
      ],
      "Child 0 must answer one numeric array of two axes, got FP64[2]",
    ],
    ["text", [[[1]], "x"], "Child 1 must answer one numeric array of two axes, got strData"],
    ["an array of text", [[["a"]]], "got BYTES[1,1]"],
    ["JSON", [{ a: 1 }], "got jsonData"],
  ])("refuses %s and names itself", async (_, answers, expected) => {
    const error = await failureOf(() => combine(...answers));
    expect(error.message).toContain(`Unit "c": `);
    expect(error.message).toContain(expected);
    expect(error).toMatchObject({ httpStatus: 500 });
  });
});

describe("parameterValue()", () => {
  test.each<[string, string, unknown]>([
    ["INT", "5", 5],
    ["INT", " -7 ", -7],
    ["FLOAT", "0.5", 0.5],
    ["DOUBLE", "1e3", 1000],
    ["FLOAT", "inf", Infinity],
    ["FLOAT", "-Infinity", -Infinity],
    ["FLOAT", "nan", NaN],
    ["STRING", " x ", " x "],
    ...["y", "YES", "t", "True", "on", "1"].map((text) => ["BOOL", text, true] as [string, string, unknown]),
    ...["n", "no", "F", "false", "OFF", "0"].map((text) => ["BOOL", text, false] as [string, string, unknown]),
  ])("reads %s %j as %s", (type, value, expected) => {
    expect(parameterValue({ name: "p", type, value })).toEqual(expected);
  });

  test.each([
    ["INT", "1.5"],
    ["INT", ""],
    ["INT", "1e3"],
    ["FLOAT", ""],
    ["FLOAT", "x"],
    ["BOOL", "2"],
    ["LIST", "x"],
  ])("refuses %s %j, naming the parameter", (type, value) => {
    expect(() => parameterValue({ name: "p", type, value })).toThrow('Parameter "p"');
  });

  test("keeps the runtime's own settings from the unit's code", () => {
    const list = [parameter("zerohop.phase", "output"), parameter("a", "1", "INT")];
    expect(userParameters(list)).toEqual({ a: 1 });
    expect(runtimeParameter(list, "phase")).toBe("output");
    expect(runtimeParameter(list, "a")).toBeUndefined();
  });
});
