import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createRuntime } from "../../../runtime/platform/node/index.ts";
import type { Runtime } from "../../../runtime/platform/node/index.ts";

const MODELS = join(import.meta.dirname, "../../fixtures/models");
const IRIS = "sklearn/0.24.2/logistic-lbfgs-multi.joblib";

interface Graph {
  readonly implementation: string;
  readonly file: string;
  readonly method?: string;
  readonly protocol?: string;
}

async function open({ implementation, file, method, protocol }: Graph): Promise<Runtime> {
  const parameters = method === undefined ? [] : [{ name: "method", type: "STRING", value: method }];
  const graph = { name: "m", type: "MODEL", implementation, modelUri: join(MODELS, file), parameters };
  const runtime = await createRuntime(
    {
      apiVersion: "machinelearning.seldon.io/v1",
      kind: "SeldonDeployment",
      metadata: { name: "iris" },
      spec: { ...(protocol === undefined ? {} : { protocol }), predictors: [{ name: "p", graph }] },
    },
    { env: { ZEROHOP_CACHE: "off" }, logger: { log: () => {} } },
  );
  onTestFinished(() => runtime.close());
  return runtime;
}

async function post(runtime: Runtime, path: string, body: unknown): Promise<{ status: number; body: any }> {
  const request = new Request(`http://localhost${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const response = await runtime.fetch(request);
  return { status: response.status, body: await response.json() };
}

const truth = JSON.parse(readFileSync(join(MODELS, "sklearn/0.24.2/logistic-lbfgs-multi.truth.json"), "utf8"));
const rows = new Float64Array(Uint8Array.from(Buffer.from(truth.input.rows, "base64")).buffer);
const first = Array.from(rows.subarray(0, 4));
const infer = { inputs: [{ name: "input", datatype: "FP64", shape: [1, 4], data: first }] };

describe("SKLEARN_SERVER", () => {
  test("answers probabilities with the names of the classes, as the file's library does", async () => {
    const runtime = await open({ implementation: "SKLEARN_SERVER", file: IRIS });
    const { status, body } = await post(runtime, "/api/v1.0/predictions", { data: { ndarray: [first] } });
    const expected = new Float64Array(
      Uint8Array.from(Buffer.from(truth.outputs.predict_proba.base64, "base64")).buffer,
    );
    expect(status).toBe(200);
    expect(body.data.names).toEqual(truth.classes.values);
    body.data.ndarray[0].forEach((value: number, at: number) => expect(value).toBeCloseTo(expected[at]!, 13));
  });

  test.each([
    ["predict", truth.outputs.predict.values.slice(0, 1)],
    ["anything", truth.outputs.predict.values.slice(0, 1)],
  ])("with method %s answers the class", async (method, expected) => {
    const runtime = await open({ implementation: "SKLEARN_SERVER", file: IRIS, method });
    const { body } = await post(runtime, "/api/v1.0/predictions", { data: { ndarray: [first] } });
    expect(body.data.ndarray).toEqual(expected);
  });

  test("under protocol v2 answers predict, and what a request asks for", async () => {
    const runtime = await open({ implementation: "SKLEARN_SERVER", file: IRIS, protocol: "v2" });
    const plain = await post(runtime, "/v2/models/iris/infer", infer);
    expect(plain.body.outputs).toMatchObject([
      { name: "predict", shape: [1], data: truth.outputs.predict.values.slice(0, 1) },
    ]);
    const both = await post(runtime, "/v2/models/iris/infer", {
      ...infer,
      outputs: [{ name: "predict_proba" }, { name: "predict" }],
    });
    expect(both.body.outputs.map(({ name, shape }: any) => [name, shape])).toEqual([
      ["predict_proba", [1, 3]],
      ["predict", [1]],
    ]);
    expect((await post(runtime, "/v2/models/iris/infer", { ...infer, outputs: [{ name: "margin" }] })).status).toBe(
      400,
    );
  });

  test("says in its metadata what it is", async () => {
    const runtime = await open({ implementation: "SKLEARN_SERVER", file: IRIS });
    const metadata = await (await runtime.fetch(new Request("http://localhost/v2/models/m"))).json();
    expect(metadata).toMatchObject({
      platform: "scikit-learn",
      inputs: [{ datatype: "FP64", shape: [-1, 4] }],
      outputs: [{ name: "predict" }, { name: "predict_proba", shape: [-1, 3] }, { name: "decision_function" }],
    });
  });

  test.each([
    [[[1, 2, 3]], "Expected rows of 4 numbers, got INT64[1,3]"],
    [[[1, 2, 3, null]], "Row 0, column 3 of what LogisticRegression gets: expected a finite number"],
    [[[1, 2, 3, "x"]], "Column 3: expected a number, got text"],
  ])("refuses %j", async (ndarray, words) => {
    const runtime = await open({ implementation: "SKLEARN_SERVER", file: IRIS });
    const { status, body } = await post(runtime, "/api/v1.0/predictions", { data: { ndarray } });
    expect(status).toBe(400);
    expect(body.status.info).toContain(`Unit "m": ${words}`);
  });

  test("computes a large batch in turns: others are served between them, and a deadline ends it", async () => {
    const runtime = await open({ implementation: "SKLEARN_SERVER", file: IRIS });
    const count = 60_000;
    const data = Float64Array.from({ length: count * 4 }, (_, index) => rows[index % rows.length]!);
    const tensor = { name: "x", datatype: "FP64", shape: [count, 4], data } as const;
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    const answer = await runtime.predict(tensor, {});
    clearInterval(others);
    expect(turns).toBeGreaterThan(2);
    const small = await runtime.predict({ ...tensor, shape: [1, 4], data: data.slice(-4) }, {});
    const [all, last] = [answer, small].map(({ data: payload }) =>
      payload.kind === "tensors" ? (payload.tensors[0]!.data as Float64Array) : new Float64Array(),
    );
    expect(all!.slice(-3)).toEqual(last);
    await expect(runtime.predict(tensor, { deadlineMs: 0.01 })).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  test("does not load what it cannot compile, and says what to do", async () => {
    await expect(open({ implementation: "SKLEARN_SERVER", file: "hostile/os-system.pkl" })).rejects.toThrow(
      /unit "m": /,
    );
    await expect(open({ implementation: "SKLEARN_SERVER", file: "make/data.py" })).rejects.toThrow(
      /expected a pickle of scikit-learn, an XGBoost or a LightGBM model/,
    );
    await expect(
      open({ implementation: "SKLEARN_SERVER", file: IRIS, method: "predict_proba" }),
    ).resolves.toBeDefined();
    await expect(
      open({
        implementation: "SKLEARN_SERVER",
        file: "sklearn/1.9.1/standard-scaler-std.joblib",
        method: "predict_proba",
      }),
    ).rejects.toThrow('Parameter "method": expected one of transform, got predict_proba');
  });
});

describe("boosters", () => {
  test.each([
    ["XGBOOST_SERVER", "xgboost/1.7.6/softprob.ubj"],
    ["LIGHTGBM_SERVER", "lightgbm/4.7.0/multiclass.txt"],
  ])("%s answers what the library predicts", async (implementation, file) => {
    const known = JSON.parse(readFileSync(join(MODELS, file.replace(/\.\w+$/, ".truth.json")), "utf8"));
    const width = known.input.shape[1];
    const data = new Float64Array(Uint8Array.from(Buffer.from(known.input.rows, "base64")).buffer);
    const runtime = await open({ implementation, file });
    const answer = await runtime.predict({ name: "x", datatype: "FP64", shape: known.input.shape, data }, {});
    const tensor = answer.data.kind === "tensors" ? answer.data.tensors[0]! : undefined;
    const bytes = Uint8Array.from(Buffer.from(known.outputs.predict.base64, "base64")).buffer;
    const expected = known.outputs.predict.dtype === "float32" ? new Float32Array(bytes) : new Float64Array(bytes);
    expect(tensor?.shape).toEqual(known.outputs.predict.shape);
    expect(width).toBeGreaterThan(0);
    Array.from(tensor!.data as Float64Array).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 6));
  });
});
