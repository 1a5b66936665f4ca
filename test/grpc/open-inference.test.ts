import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { pathOf } from "../../runtime/grpc/rpc.ts";
import { GRPCInferenceService } from "../../runtime/proto/generated/inference/inference_pb.js";
import type { ModelInferRequestSchema } from "../../runtime/proto/generated/inference/inference_pb.js";
import { deferred, sleep } from "../support/manifests.ts";
import { call, collect, newContext, statusOfCall, stream } from "./rpc-client.ts";
import { double, KEY, MODEL, open } from "./served.ts";

const { method } = GRPCInferenceService;
const UUID = /^[\w-]{36}$/;
type Request = MessageInitShape<typeof ModelInferRequestSchema>;

const raw = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
const typedOf = (...fp64Contents: number[]) => ({
  inputs: [{ name: "x", datatype: "FP64", shape: [1n, BigInt(fp64Contents.length)], contents: { fp64Contents } }],
});
const rawOf = (...values: number[]) => ({
  inputs: [{ name: "x", datatype: "FP64", shape: [1n, BigInt(values.length)] }],
  rawInputContents: [raw(...values)],
});

const described = {
  ...double,
  initMetadata: () => ({
    name: "iris",
    versions: ["2", "3"],
    platform: "onnx",
    inputs: [{ name: "x", datatype: "FP32", shape: [-1, 4] }],
    outputs: [{ name: "y", datatype: "INT64", shape: [-1] }],
  }),
};

describe("inference.GRPCInferenceService/ModelInfer", () => {
  test("answers in the form of the request: raw or typed", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    // The first one finds out what the model declares.
    await call(rpcs, method.modelInfer, typedOf(1));
    const typed = await call(rpcs, method.modelInfer, typedOf(1, 2.5));
    expect(typed.isSync).toBe(true);
    expect(typed.message.rawOutputContents).toEqual([]);
    expect(typed.message.outputs[0]).toMatchObject({ datatype: "FP64", shape: [1n, 2n] });
    expect(typed.message.outputs[0]!.contents!.fp64Contents).toEqual([2, 5]);
    const { message } = await call(rpcs, method.modelInfer, rawOf(1, 2.5));
    expect(message.outputs[0]!.contents?.fp64Contents ?? []).toEqual([]);
    expect(message.rawOutputContents.map((bytes) => [...bytes])).toEqual([[...raw(2, 5)]]);
  });

  test("refuses inputs that the model's metadata does not have", async () => {
    const { rpcs } = await open(MODEL, { model: { ...double, ...described } });
    const [input] = typedOf(1).inputs;
    const wrong = { inputs: [input!, { ...input!, name: "w" }], modelName: "model" };
    const details = 'inputs[1].name: expected x as the model\'s metadata says, got "w"';
    for (const request of [wrong, wrong, { ...wrong, modelVersion: "2" }]) {
      const status = await statusOfCall(() => call(rpcs, method.modelInfer, request));
      expect(status).toMatchObject({ code: 3, message: details });
    }
    const { message } = await call(rpcs, method.modelInfer, { ...typedOf(1), modelName: "model" });
    expect(message.outputs).toHaveLength(1);
  });

  test("gives back the id, the name, and the identity", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const metadata = { "seldon-puid": "given" };
    const named = { ...typedOf(1), id: "7", modelName: "model" };
    const { message, headers } = await call(rpcs, method.modelInfer, named, { metadata });
    expect(message).toMatchObject({ id: "7", modelName: "model", modelVersion: "" });
    expect(headers["seldon-puid"]).toBe("given");
    const { message: unnamed, headers: own } = await call(rpcs, method.modelInfer, typedOf(1));
    expect(own["seldon-puid"]).toMatch(UUID);
    expect(unnamed).toMatchObject({ modelName: "toy", id: own["seldon-puid"] });
  });

  test("asks a single unit by its name, and no unit of another name", async () => {
    const { rpcs } = await open(
      { name: "first", type: "TRANSFORMER", children: [MODEL] },
      { first: { transformInput: (rows: number[][]) => rows.map((row) => row.map((x) => x + 1)) }, model: double },
    );
    const ask = async (modelName: string) => {
      const { message } = await call(rpcs, method.modelInfer, { ...typedOf(10), modelName });
      return message.outputs[0]!.contents!.fp64Contents;
    };
    expect(await ask("toy")).toEqual([22]);
    expect(await ask("model")).toEqual([20]);
    expect(await statusOfCall(() => ask("nobody"))).toMatchObject({
      code: 5,
      headers: ["seldon-puid", expect.any(String)],
    });
  });

  test("knows the versions that the model has", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    const { message } = await call(rpcs, method.modelInfer, { ...typedOf(1), modelVersion: "3" });
    expect(message.modelVersion).toBe("3");
    const status = await statusOfCall(() => call(rpcs, method.modelInfer, { ...typedOf(1), modelVersion: "9" }));
    expect(status).toMatchObject({ code: 5, message: expect.stringContaining("2, 3") });
  });

  test("selects outputs", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const answer = await call(rpcs, method.modelInfer, { ...typedOf(1), outputs: [{ name: "output-0" }] });
    expect(answer.message.outputs.map(({ name }) => name)).toEqual(["output-0"]);
    const wrong = { ...typedOf(1), outputs: [{ name: "z" }] };
    expect(await statusOfCall(() => call(rpcs, method.modelInfer, wrong))).toMatchObject({ code: 3 });
  });

  test("refuses tensors that do not fit, and bytes that are no request", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const short: Request = { inputs: [{ name: "x", datatype: "FP64", shape: [2n, 2n] }], rawInputContents: [raw(1)] };
    expect(await statusOfCall(() => call(rpcs, method.modelInfer, short))).toMatchObject({ code: 3 });
    const { handle } = rpcs.unary.get(pathOf(method.modelInfer))!;
    expect(await statusOfCall(() => handle(Uint8Array.of(0x2a, 0x7f), newContext()))).toMatchObject({ code: 3 });
  });

  test("keeps the deadline and hears that the client cancels", async () => {
    const { rpcs } = await open(MODEL, { model: { predict: () => sleep(5000) } });
    const late = statusOfCall(() => call(rpcs, method.modelInfer, typedOf(1), { timeoutMs: 10 }));
    expect((await late).code).toBe(4);
    const client = new AbortController();
    const cancelled = statusOfCall(() => call(rpcs, method.modelInfer, typedOf(1), { signal: client.signal }));
    client.abort();
    expect((await cancelled).code).toBe(1);
  });
});

describe("inference.GRPCInferenceService/ModelStreamInfer", () => {
  test("answers every request in its order, errors among them", async () => {
    const { rpcs } = await open(MODEL, {
      model: {
        async predict(rows: number[][]) {
          await sleep(rows[0]![0]!);
          return rows;
        },
      },
    });
    const requests = [30, 1, 15].map((ms, index) => ({ ...typedOf(ms), id: String(index) }));
    const wrong = { ...typedOf(1), id: "wrong", modelName: "nobody" };
    const answers = await collect(stream(rpcs, method.modelStreamInfer, [...requests, wrong, rawOf(2)]));
    expect(answers.map(({ inferResponse }) => inferResponse?.id)).toEqual([
      "0",
      "1",
      "2",
      "wrong",
      expect.stringMatching(UUID),
    ]);
    expect(answers.map(({ errorMessage }) => errorMessage !== "")).toEqual([false, false, false, true, false]);
    expect(answers[3]!.errorMessage).toContain("nobody");
    expect(answers[0]!.inferResponse!.outputs[0]!.contents!.fp64Contents).toEqual([30]);
    expect(answers[4]!.inferResponse!.rawOutputContents.length).toBe(1);
  });

  test("answers a request before the next one comes", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const next = deferred();
    const requests = (async function* () {
      yield typedOf(1);
      await next.promise;
      yield typedOf(2);
    })();
    const answers = stream(rpcs, method.modelStreamInfer, requests);
    expect((await answers.next()).value!.inferResponse!.outputs[0]!.contents!.fp64Contents).toEqual([2]);
    next.resolve();
    expect((await collect(answers)).length).toBe(1);
  });

  test("carries answers of any size", async () => {
    const { rpcs } = await open(MODEL, { model: { predict: (rows: unknown) => rows } });
    for (const size of [0, 1, 9, 12, 100, 1500, 200_000]) {
      const values = Array.from({ length: size }, (_, index) => index);
      const [answer] = await collect(stream(rpcs, method.modelStreamInfer, [rawOf(...values)]));
      expect(answer!.errorMessage).toBe("");
      expect(answer!.inferResponse!.rawOutputContents[0]!.length).toBe(size * 8);
    }
  });

  test("goes on after bytes that are no request", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const requests = (async function* () {
      yield Uint8Array.of(0x2a, 0x7f);
    })();
    const { handle } = rpcs.streams.get(pathOf(method.modelStreamInfer))!;
    const answers = await collect(handle(requests, newContext()));
    expect(answers.length).toBe(1);
  });

  test("asks who the client is", async () => {
    const { rpcs } = await open(MODEL, { model: double }, { auth: { apiKeys: [KEY] } });
    const ask = () => collect(stream(rpcs, method.modelStreamInfer, [typedOf(1)]));
    expect(await statusOfCall(ask)).toMatchObject({ code: 16 });
  });
});

describe("inference.GRPCInferenceService, beside inference", () => {
  test("says that it is live and ready, until it drains", async () => {
    const { rpcs, runtime } = await open(MODEL, { model: described });
    expect((await call(rpcs, method.serverLive, {})).message.live).toBe(true);
    expect((await call(rpcs, method.serverReady, {})).message.ready).toBe(true);
    expect((await call(rpcs, method.modelReady, { name: "model", version: "2" })).message.ready).toBe(true);
    runtime.startDraining();
    expect((await call(rpcs, method.serverReady, {})).message.ready).toBe(false);
    expect((await call(rpcs, method.modelReady, { name: "toy" })).message.ready).toBe(false);
    expect((await call(rpcs, method.serverLive, {})).message.live).toBe(true);
  });

  test("is not ready when a unit is not", async () => {
    const { rpcs } = await open(MODEL, {
      model: {
        kind: "component",
        identity: "x",
        predict: (message: never) => message,
        ready: () => Promise.reject(new Error("no")),
      } as never,
    });
    expect((await call(rpcs, method.serverReady, {})).message.ready).toBe(false);
  });

  test("knows neither models nor versions that there are not", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    for (const request of [{ name: "nobody" }, { name: "model", version: "9" }]) {
      expect(await statusOfCall(() => call(rpcs, method.modelReady, request))).toMatchObject({ code: 5 });
      expect(await statusOfCall(() => call(rpcs, method.modelMetadata, request))).toMatchObject({ code: 5 });
    }
  });

  test("describes server and model", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    const { message: server } = await call(rpcs, method.serverMetadata, {});
    expect(server).toMatchObject({ name: "zerohop", version, extensions: ["binary_tensor_data"] });
    const { message } = await call(rpcs, method.modelMetadata, { name: "model" });
    expect(message).toMatchObject({
      name: "model",
      versions: ["2", "3"],
      platform: "onnx",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1n, 4n] }],
      outputs: [{ name: "y", datatype: "INT64", shape: [-1n] }],
    });
    expect((await call(rpcs, method.modelMetadata, {})).message.name).toBe("toy");
  });

  test.each([method.repositoryIndex, method.repositoryModelLoad, method.repositoryModelUnload])(
    "does not serve $name",
    async (refused) => {
      const { rpcs } = await open(MODEL, { model: double });
      const { handle } = rpcs.unary.get(pathOf(refused))!;
      const status = await statusOfCall(() => handle(new Uint8Array(0), newContext()));
      expect(status).toMatchObject({ code: 12, message: expect.stringContaining("manifest") });
    },
  );
});
