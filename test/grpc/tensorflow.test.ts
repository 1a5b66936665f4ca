import { describe, expect, test } from "vitest";
import { fromBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { pathOf } from "../../runtime/grpc/rpc.ts";
import { DataType } from "../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import {
  ModelService,
  ModelVersionStatus_State as State,
  PredictionService,
  SignatureDefMapSchema,
} from "../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { ModelSpecSchema } from "../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import { sleep } from "../support/manifests.ts";
import { call, newContext, statusOfCall } from "./rpc-client.ts";
import { double, MODEL, open } from "./served.ts";

const { method } = PredictionService;

const doubles = (...doubleVal: number[]) => ({
  dtype: DataType.DT_DOUBLE,
  tensorShape: { dim: [{ size: 1n }, { size: BigInt(doubleVal.length) }] },
  doubleVal,
});
const values = (bytes: Uint8Array, given: readonly number[]): readonly number[] =>
  bytes.length === 0 ? given : [...new Float64Array(bytes.slice().buffer)];

const described = {
  ...double,
  initMetadata: () => ({
    name: "iris",
    versions: ["2", "3"],
    inputs: [{ name: "x", datatype: "FP32", shape: [-1, 4] }],
    outputs: [
      { name: "y", datatype: "BYTES", shape: [] },
      { name: "half", datatype: "FP16", shape: [1] },
    ],
  }),
};

describe("tensorflow.serving.PredictionService/Predict", () => {
  test("answers at once when the graph does, and says of which model", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const { message, headers, isSync } = await call(rpcs, method.predict, { inputs: { x: doubles(1, 2.5) } });
    expect(isSync).toBe(true);
    expect(Object.keys(headers)).toEqual(["seldon-puid"]);
    const [output] = Object.values(message.outputs);
    expect(values(output!.tensorContent, output!.doubleVal)).toEqual([2, 5]);
    expect(message.modelSpec).toMatchObject({ name: "toy", signatureName: "serving_default" });
  });

  test("knows models, versions and outputs by their names", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    const inputs = { x: doubles(1) };
    const versioned = { name: "model", versionChoice: { case: "version" as const, value: { value: 3n } } };
    const { message } = await call(rpcs, method.predict, { inputs, modelSpec: versioned });
    expect(message.modelSpec).toMatchObject({ name: "model", versionChoice: { value: { value: 3n } } });
    const wrong = [
      { inputs, modelSpec: { name: "nobody" } },
      { inputs, modelSpec: { name: "model", versionChoice: { case: "version" as const, value: { value: 9n } } } },
      { inputs, modelSpec: { versionChoice: { case: "versionLabel" as const, value: "stable" } } },
    ];
    for (const request of wrong) {
      expect(await statusOfCall(() => call(rpcs, method.predict, request))).toMatchObject({ code: 5 });
    }
    const labelled = { inputs, modelSpec: { versionChoice: { case: "versionLabel" as const, value: "stable" } } };
    expect((await statusOfCall(() => call(rpcs, method.predict, labelled)))?.message).toContain("find label stable of");
    const signed = { inputs, modelSpec: { name: "model", signatureName: "other" } };
    expect(await statusOfCall(() => call(rpcs, method.predict, signed))).toMatchObject({
      code: 3,
      message: 'signature_name: expected serving_default, the one that the model\'s metadata has, got "other"',
    });
    const filtered = { inputs, outputFilter: ["z"] };
    expect(await statusOfCall(() => call(rpcs, method.predict, filtered))).toMatchObject({ code: 3 });
    const twice = { inputs, outputFilter: ["output-0", "output-0"] };
    expect(await statusOfCall(() => call(rpcs, method.predict, twice))).toMatchObject({
      code: 3,
      message: "output_filter: expected each name once, got output-0 again",
    });
  });

  test("refuses bytes that are no request, and keeps the deadline", async () => {
    const { rpcs } = await open(MODEL, { model: { predict: () => sleep(5000) } });
    const { handle } = rpcs.unary.get(pathOf(method.predict))!;
    expect(await statusOfCall(() => handle(Uint8Array.of(0x12, 0x7f), newContext()))).toMatchObject({ code: 3 });
    const late = { inputs: { x: doubles(1) } };
    expect(await statusOfCall(() => call(rpcs, method.predict, late, { timeoutMs: 10 }))).toMatchObject({ code: 4 });
    const client = new AbortController();
    const cancelled = statusOfCall(() => call(rpcs, method.predict, late, { signal: client.signal }));
    client.abort();
    expect((await cancelled).code).toBe(1);
  });
});

const floats = (...value: number[]) => ({ kind: { case: "floatList" as const, value: { value } } });
const examples = (...rows: number[][]) => ({
  kind: {
    case: "exampleList" as const,
    value: { examples: rows.map((row) => ({ features: { feature: { x: floats(...row) } } })) },
  },
});

describe("tensorflow.serving.PredictionService/Classify, Regress and MultiInference", () => {
  const classifier = { predict: (rows: number[][]) => rows.map(([x]) => [x, 1 - x!]), classNames: () => ["yes", "no"] };

  test("classify gives each row's classes their scores and names", async () => {
    const { rpcs } = await open(MODEL, { model: classifier });
    const { message } = await call(rpcs, method.classify, { input: examples([0.25], [1]) });
    const rows = message.result!.classifications.map(({ classes }) =>
      classes.map(({ label, score }) => [label, score]),
    );
    expect(rows).toEqual([
      [
        ["yes", 0.25],
        ["no", 0.75],
      ],
      [
        ["yes", 1],
        ["no", 0],
      ],
    ]);
    expect(message.modelSpec!.name).toBe("toy");
  });

  test("regress gives each row its value, if there is one", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const { message } = await call(rpcs, method.regress, { input: examples([1], [2.5]) });
    expect(message.result!.regressions.map(({ value }) => value)).toEqual([2, 5]);
    const wide = await open(MODEL, { model: classifier });
    const status = await statusOfCall(() => call(wide.rpcs, method.regress, { input: examples([1]) }));
    expect(status).toMatchObject({ code: 3, message: expect.stringContaining("FP64[1,2]") });
  });

  test("several tasks get their results in order", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const tasks = ["classify", "regress"].map((name) => ({ methodName: `tensorflow/serving/${name}` }));
    const { message } = await call(rpcs, method.multiInference, { tasks, input: examples([1]) });
    expect(message.results.map(({ result }) => result.case)).toEqual(["classificationResult", "regressionResult"]);
    for (const wrong of [[], [{ methodName: "other" }], Array.from({ length: 17 }, () => tasks[0]!)]) {
      const status = await statusOfCall(() =>
        call(rpcs, method.multiInference, { tasks: wrong, input: examples([1]) }),
      );
      expect(status.code).toBe(3);
    }
    // Read as they come: a million of them would take gigabytes as message objects.
    const { handle } = rpcs.unary.get(pathOf(method.multiInference))!;
    const empty = new Uint8Array(2_000_000).map((_, at) => (at % 2 === 0 ? 0x0a : 0));
    expect(await statusOfCall(() => handle(empty, newContext()))).toMatchObject({
      code: 3,
      message: "tasks: expected 1 to 16, got more",
    });
  });
});

describe("tensorflow.serving, about models", () => {
  test("metadata have the signature with the real tensors", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    const { message } = await call(rpcs, method.getModelMetadata, { metadataField: ["signature_def"] });
    expect(message.modelSpec).toMatchObject({ name: "toy", versionChoice: { value: { value: 3n } } });
    const { signatureDef } = fromBinary(SignatureDefMapSchema, message.metadata["signature_def"]!.value);
    const { inputs, outputs, methodName } = signatureDef["serving_default"]!;
    expect(methodName).toBe("tensorflow/serving/predict");
    expect(inputs["x"]).toMatchObject({
      dtype: DataType.DT_FLOAT,
      tensorShape: { dim: [{ size: -1n }, { size: 4n }] },
    });
    expect(outputs["y"]).toMatchObject({ dtype: DataType.DT_STRING, tensorShape: { unknownRank: true } });
    expect(outputs["half"]!.dtype).toBe(DataType.DT_HALF);
    for (const metadataField of [[], ["other"]]) {
      expect(await statusOfCall(() => call(rpcs, method.getModelMetadata, { metadataField }))).toMatchObject({
        code: 3,
      });
    }
  });

  test("status tells every version, or the one that is asked for", async () => {
    const { getModelStatus } = ModelService.method;
    const { rpcs, runtime } = await open(MODEL, { model: described });
    const ask = async (modelSpec: MessageInitShape<typeof ModelSpecSchema>) => {
      const { message } = await call(rpcs, getModelStatus, { modelSpec });
      return message.modelVersionStatus.map(({ version, state }) => [version, state]);
    };
    expect(await ask({ name: "model" })).toEqual([
      [2n, State.AVAILABLE],
      [3n, State.AVAILABLE],
    ]);
    const version = { case: "version" as const, value: { value: 3n } };
    expect(await ask({ versionChoice: version })).toEqual([[3n, State.AVAILABLE]]);
    expect(await statusOfCall(() => ask({ name: "nobody" }))).toMatchObject({ code: 5 });
    expect(await statusOfCall(() => ask({ versionChoice: { case: "version", value: { value: 9n } } }))).toMatchObject({
      code: 5,
    });
    runtime.startDraining();
    expect(await ask({ versionChoice: version })).toEqual([[3n, State.UNLOADING]]);
  });

  test("what is served is the manifest's business", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const status = await statusOfCall(() => call(rpcs, ModelService.method.handleReloadConfigRequest, {}));
    expect(status).toMatchObject({ code: 12, message: expect.stringContaining("manifest") });
  });
});
