import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { afterEach, describe, expect, test } from "vitest";
import { DataType } from "../../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import {
  ModelService,
  ModelVersionStatus_State as State,
  PredictionService,
  SignatureDefMapSchema,
} from "../../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import { createTensorflowGrpcUnit } from "../../../runtime/units/remote/tensorflow-grpc.ts";
import { createTensorflowRestUnit } from "../../../runtime/units/remote/tensorflow-rest.ts";
import { serveGrpc, service } from "../../support/grpc-js-server.ts";
import { failureOf } from "../../support/manifests.ts";
import { bodyOf, listen } from "../../support/unit-server.ts";
import { Opened, contextOf, firstOf, floats, grpcHost, loadRemote, optionsOf as options, request } from "./support.ts";

const opened = new Opened();
afterEach(() => opened.close());

interface Asked {
  readonly path: string;
  readonly body: any;
}

const UNKNOWN = { error: "Malformed request: POST /v1/models/m" };

/** TensorFlow Serving over REST; `answers` by the end of the path. */
async function serveRest(answers: Readonly<Record<string, unknown>>, asked: Asked[] = []) {
  return opened.keep(
    await listen(async (asking, response) => {
      const text = Buffer.from(await bodyOf(asking)).toString();
      const body: any = text === "" ? undefined : JSON.parse(text);
      asked.push({ path: asking.url!, body });
      const end = Object.keys(answers).find((key) => asking.url!.endsWith(key));
      const given = end === undefined ? undefined : answers[end];
      const answer = typeof given === "function" ? (given as (body: unknown) => unknown)(body) : given;
      response.writeHead(answer === undefined ? 400 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? UNKNOWN));
    }),
  );
}

const info = (dtype: string, ...sizes: string[]): object => ({
  dtype,
  tensor_shape: { dim: sizes.map((size) => ({ size, name: "" })), unknown_rank: false },
  name: "serving_default_x:0",
});
const METADATA = {
  model_spec: { name: "m", signature_name: "", version: "3" },
  metadata: {
    signature_def: {
      signature_def: {
        serving_default: { inputs: { x: info("DT_FLOAT", "-1", "2") }, outputs: { y: info("DT_INT64", "-1") } },
        other: { inputs: { a: info("DT_STRING"), b: info("DT_BOOL", "1") }, outputs: {} },
      },
    },
  },
};

describe("a TensorFlow unit over REST", () => {
  test("asks with rows, and takes predictions", async () => {
    const asked: Asked[] = [];
    const { url } = await serveRest({ ":predict": { predictions: [[0.5, 1.5]] } }, asked);
    const answer = await createTensorflowRestUnit(options(url), grpcHost(opened)).predict!(
      request([floats("", 1, 2.5)], { kept: true }),
      contextOf(),
    );
    expect(asked).toMatchObject([{ path: "/v1/models/m:predict", body: { instances: [[1, 2.5]] } }]);
    expect([...firstOf(answer).data]).toEqual([0.5, 1.5]);
    expect(firstOf(answer).shape).toEqual([1, 2]);
    expect(answer.meta.tags).toEqual({ kept: true });
  });

  test("names several tensors, and the signature", async () => {
    const asked: Asked[] = [];
    const { url } = await serveRest({ ":predict": { outputs: { s: [[1, 2]], t: [3] } } }, asked);
    const unit = createTensorflowRestUnit(options(url, { signature: "other", model: "net" }), grpcHost(opened));
    const answer = await unit.predict!(request([floats("a", 1), floats("b", 2)]), contextOf());
    expect(asked[0]!.path).toBe("/v1/models/net:predict");
    expect(asked[0]!.body.signature_name).toBe("other");
    expect(JSON.stringify(asked[0]!.body)).toMatch(/"a".*"b"/);
    if (answer.data.kind !== "tensors") throw new Error("no tensors");
    expect(answer.data.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["s", [1, 2]],
      ["t", [1]],
    ]);
  });

  test.each<[string, unknown, number]>([
    ["predictions", { predictions: [1] }, 1],
    ["a message", { data: { tensor: { shape: [1], values: [1] } } }, 1],
    ["a list", [0], 0],
  ])("routes by its own method, answering %s", async (_, answer, expected) => {
    const asked: Asked[] = [];
    const unit = createTensorflowRestUnit(
      options((await serveRest({ ":route": answer }, asked)).url),
      grpcHost(opened),
    );
    expect(Number(firstOf(await unit.route!(request([floats("", 1)]), contextOf())).data[0])).toBe(expected);
    expect(asked[0]!.path).toBe("/v1/models/m:route");
  });

  test("routes and combines by prediction where the server has no such methods", async () => {
    const asked: Asked[] = [];
    const { url } = await serveRest({ ":predict": { predictions: [1] } }, asked);
    const unit = createTensorflowRestUnit(options(url), grpcHost(opened));
    expect(Number(firstOf(await unit.route!(request([floats("", 1)]), contextOf())).data[0])).toBe(1);
    await unit.aggregate!([request([floats("x", 1)]), request([floats("x", 2)])], contextOf());
    expect(asked.map(({ path }) => path)).toEqual([
      "/v1/models/m:route",
      "/v1/models/m:predict",
      "/v1/models/m:predict",
    ]);
    expect(JSON.stringify(asked[2]!.body)).toMatch(/0\/x.*1\/x/);
  });

  test("combines by its own method, with the children's answers as a list", async () => {
    const asked: Asked[] = [];
    const { url } = await serveRest({ ":aggregate": { predictions: [[3]] } }, asked);
    const unit = createTensorflowRestUnit(options(url), grpcHost(opened));
    const found = await unit.aggregate!([request([floats("", 1)]), request([floats("", 2)])], contextOf());
    expect(asked[0]!.body).toHaveLength(2);
    expect([...firstOf(found).data].map(Number)).toEqual([3]);
  });

  test("passes its error on to clients of its protocol", async () => {
    const { url } = await serveRest({});
    const runtime = await loadRemote(opened, { name: "m" }, { m: url }, { protocol: "tensorflow" });
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      unit: "m",
      httpStatus: 400,
      reply: { protocol: "tensorflow" },
    });
    expect(JSON.parse(Buffer.from((error as any).reply.body).toString())).toEqual(UNKNOWN);
  });

  test("says what its signature is", async () => {
    const { url } = await serveRest({ "/metadata": METADATA });
    const host = grpcHost(opened);
    expect(await createTensorflowRestUnit(options(url), host).metadata!()).toEqual({
      name: "m",
      versions: ["3"],
      platform: "tensorflow",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
      outputs: [{ name: "y", datatype: "INT64", shape: [-1] }],
      custom: {},
    });
    const other = await createTensorflowRestUnit(options(url, { signature: "other" }), host).metadata!();
    expect(other.inputs).toEqual([
      { name: "a", datatype: "BYTES", shape: [] },
      { name: "b", datatype: "BOOL", shape: [1] },
    ]);
    const none = createTensorflowRestUnit(options(url, { signature: "none" }), host);
    expect((await failureOf(async () => none.metadata!())).message).toContain("there is no signature none");
  });

  test.each<[string, unknown, boolean]>([
    [
      "AVAILABLE",
      {
        model_version_status: [
          { version: "1", state: "END" },
          { version: "2", state: "AVAILABLE" },
        ],
      },
      true,
    ],
    ["LOADING", { model_version_status: [{ version: "1", state: "LOADING" }] }, false],
    ["not there", undefined, false],
    ["said in other words", {}, false],
  ])("is ready when a version is AVAILABLE: %s", async (_, answer, expected) => {
    const unit = createTensorflowRestUnit(options((await serveRest({ "/v1/models/m": answer })).url), grpcHost(opened));
    expect(
      await Promise.resolve(unit.ready!()).then(
        () => true,
        () => false,
      ),
    ).toBe(expected);
  });
});

describe("a TensorFlow unit over gRPC", () => {
  async function serve(asked: any[] = []) {
    const tensor = (dtype: DataType) => ({ dtype, tensorShape: { dim: [{ size: -1n }, { size: 2n }] } });
    const signatures = create(SignatureDefMapSchema, {
      signatureDef: {
        serving_default: { inputs: { x: tensor(DataType.DT_FLOAT) }, outputs: { y: tensor(DataType.DT_STRING) } },
      },
    });
    return opened.keep(
      await serveGrpc(
        service(PredictionService, {
          predict: (given) => {
            asked.push(given);
            return { outputs: given.inputs, modelSpec: given.modelSpec! };
          },
          getModelMetadata: ({ modelSpec }) => {
            asked.push("metadata");
            return {
              modelSpec: { name: modelSpec!.name, versionChoice: { case: "version", value: { value: 3n } } },
              metadata: { signature_def: anyPack(SignatureDefMapSchema, signatures) },
            };
          },
        }),
        service(ModelService, {
          getModelStatus: ({ modelSpec }) => ({
            modelVersionStatus: [{ version: 3n, state: modelSpec!.name === "m" ? State.AVAILABLE : State.LOADING }],
          }),
        }),
      ),
    );
  }

  test("sends tensors by name and takes them by name", async () => {
    const asked: any[] = [];
    const unit = createTensorflowGrpcUnit(options((await serve(asked)).target, { model: "net" }), grpcHost(opened));
    const wide = { name: "n", datatype: "INT64" as const, shape: [2], data: BigInt64Array.of(2n ** 62n, -1n) };
    const text = { name: "t", datatype: "BYTES" as const, shape: [1], data: [Uint8Array.of(255, 0)] };
    const answer = await unit.predict!(request([floats("f", 0.1, 1), wide, text]), contextOf());
    expect(asked[0].modelSpec).toMatchObject({ name: "net" });
    if (answer.data.kind !== "tensors") throw new Error("no tensors");
    const found = answer.data.tensors.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(found).toEqual([floats("f", 0.1, 1), wide, text]);
  });

  test("gives a tensor without a name the name and datatype of the signature's only input", async () => {
    const asked: any[] = [];
    const unit = createTensorflowGrpcUnit(options((await serve(asked)).target), grpcHost(opened));
    for (let i = 0; i < 2; i++) await unit.predict!(request([floats("", 1, 2)]), contextOf());
    expect(asked[0]).toBe("metadata");
    expect(asked).toHaveLength(3);
    expect(asked[2].inputs.x.dtype).toBe(DataType.DT_FLOAT);
  });

  test("calls a tensor inputs when the server does not say", async () => {
    const asked: any[] = [];
    const server = opened.keep(
      await serveGrpc(
        service(PredictionService, { predict: (given) => (asked.push(given), { outputs: given.inputs }) }),
      ),
    );
    await createTensorflowGrpcUnit(options(server.target), grpcHost(opened)).predict!(
      request([floats("", 1)]),
      contextOf(),
    );
    expect(Object.keys(asked[0].inputs)).toEqual(["inputs"]);
  });

  test("says what it is, and whether it is ready", async () => {
    const { target } = await serve();
    const unit = createTensorflowGrpcUnit(options(target), grpcHost(opened));
    expect(await unit.metadata!()).toEqual({
      name: "m",
      versions: ["3"],
      platform: "tensorflow",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
      outputs: [{ name: "y", datatype: "BYTES", shape: [-1, 2] }],
      custom: {},
    });
    await unit.ready!();
    const other = createTensorflowGrpcUnit(options(target, { name: "other" }), grpcHost(opened));
    expect((await failureOf(() => other.ready!())).message).toBe(`${target} has no version of other that is AVAILABLE`);
  });

  test("routes by its first output", async () => {
    const pass = { predict: (X: unknown) => X };
    const graph = { name: "r", type: "ROUTER", children: [{ name: "a" }, { name: "b" }] };
    const units = { r: (await serve()).target, a: pass, b: pass };
    const runtime = await loadRemote(opened, graph, units, { protocol: "tensorflow" });
    expect((await runtime.predict([[1, 2]])).meta.routing).toMatchObject({ r: 1 });
  });
});
