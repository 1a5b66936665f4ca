/** Every service through a client that is not ours, over a socket. */
import { once } from "node:events";
import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from "../../runtime/proto/generated/grpc/health/v1/health_pb.js";
import { ServerReflection } from "../../runtime/proto/generated/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as AlphaReflection } from "../../runtime/proto/generated/grpc/reflection/v1alpha/reflection_pb.js";
import { GRPCInferenceService } from "../../runtime/proto/generated/inference/inference_pb.js";
import * as seldon from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { DataType } from "../../runtime/proto/generated/tensorflow/core/framework/types_pb.js";
import { ModelService, PredictionService } from "../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import { createComponentUnit } from "../../runtime/units/component/unit.ts";
import { deferred, sleep } from "../support/manifests.ts";
import { connect, double, serveGraph, serveUnit } from "./served.ts";

const tensor = (...values: number[]) => ({
  dataOneof: {
    case: "data" as const,
    value: { dataOneof: { case: "tensor" as const, value: { shape: [1, values.length], values } } },
  },
});
const text = (value: string) => ({ dataOneof: { case: "strData" as const, value } });
const infer = (...fp64Contents: number[]) => ({
  inputs: [{ name: "x", datatype: "FP64", shape: [1n, BigInt(fp64Contents.length)], contents: { fp64Contents } }],
});
const doubleTensor = (...doubleVal: number[]) => ({
  dtype: DataType.DT_DOUBLE,
  tensorShape: { dim: [{ size: 1n }, { size: BigInt(doubleVal.length) }] },
  doubleVal,
});

/** What a message holds that has a tensor. */
function valuesIn(message: seldon.SeldonMessage): readonly number[] {
  const { dataOneof } = message;
  const inner = dataOneof.case === "data" ? dataOneof.value.dataOneof : undefined;
  if (inner?.case !== "tensor") throw new Error(`Expected a tensor, got ${dataOneof.case}`);
  return inner.value.values;
}

describe("seldon.protos, a deployment", () => {
  test("predicts, with the identity in the metadata both ways", async () => {
    const { port } = await serveGraph();
    const client = connect(port);
    const { message, headers } = await client.ask(seldon.Seldon.method.predict, tensor(1.5, -2), {
      metadata: { "seldon-puid": "mine", "x-any-bin": Buffer.from([0, 255]) },
    });
    expect(valuesIn(message)).toEqual([3, -4]);
    expect(headers["seldon-puid"]).toBe("mine");
    expect(message.meta?.puid).toBe("mine");
    const model = await client.ask(seldon.Model.method.predict, tensor(2));
    expect(valuesIn(model.message)).toEqual([4]);
  });

  test("takes feedback, and describes itself", async () => {
    const rewards: unknown[] = [];
    const learning = {
      ...double,
      sendFeedback: (_: unknown, __: unknown, reward: number) => void rewards.push(reward),
    };
    const { port } = await serveGraph({ model: learning });
    const client = connect(port);
    const { message: response } = await client.ask(seldon.Seldon.method.predict, tensor(1));
    await client.ask(seldon.Seldon.method.sendFeedback, { request: tensor(1), response, reward: 0.5 });
    expect(rewards).toEqual([0.5]);
    const graph = await client.ask(seldon.Seldon.method.graphMetadata, {});
    expect(graph.message.name).toBe("main");
    const model = await client.ask(seldon.Seldon.method.modelMetadata, { name: "model" });
    expect(model.message.$typeName).toBe("seldon.protos.SeldonModelMetadata");
  });

  test("lets units see metadata, binary metadata in base64", async () => {
    const seen: unknown[] = [];
    const unit = {
      kind: "component",
      identity: "x",
      predict: (message: never, context: { header(name: string): unknown }) => {
        seen.push(context.header("x-tenant"), context.header("x-any-bin"));
        return message;
      },
    };
    const { port } = await serveGraph({ model: unit as never });
    const metadata = { "x-tenant": "a", "x-any-bin": Buffer.from([0, 255]) };
    await connect(port).ask(seldon.Seldon.method.predict, tensor(1), { metadata });
    expect(seen).toEqual(["a", "AP8="]);
  });
});

describe("seldon.protos, a microservice", () => {
  test("answers all seven services", async () => {
    const component = {
      predict: () => "predict",
      transformInput: () => "transformInput",
      transformOutput: () => "transformOutput",
      route: () => 1,
      aggregate: (all: readonly unknown[]) => `aggregate ${all.length}`,
    };
    const { port } = await serveUnit(createComponentUnit(component, { name: "unit", identity: "x" } as never));
    const client = connect(port);
    const words = async (method: never, request: object): Promise<unknown> => {
      const { message } = await client.ask(method, request as never);
      return (message as seldon.SeldonMessage).dataOneof.value;
    };
    const { Combiner, Generic, Model, OutputTransformer, Router, Transformer } = seldon;
    expect(await words(Model.method.predict as never, text("x"))).toBe("predict");
    expect(await words(Transformer.method.transformInput as never, text("x"))).toBe("transformInput");
    expect(await words(OutputTransformer.method.transformOutput as never, text("x"))).toBe("transformOutput");
    expect(await words(Generic.method.transformInput as never, text("x"))).toBe("transformInput");
    const list = { seldonMessages: [text("x"), text("y")] };
    expect(await words(Combiner.method.aggregate as never, list)).toBe("aggregate 2");
    const route = await client.ask(Router.method.route, text("x"));
    expect(route.message.dataOneof.case).toBe("data");
  });
});

describe("inference.GRPCInferenceService", () => {
  const { method } = GRPCInferenceService;

  test("is alive, ready and described", async () => {
    const { port } = await serveGraph();
    const client = connect(port);
    expect((await client.ask(method.serverLive, {})).message.live).toBe(true);
    expect((await client.ask(method.serverReady, {})).message.ready).toBe(true);
    expect((await client.ask(method.serverMetadata, {})).message.name).toBe("zerohop");
    expect((await client.ask(method.modelReady, { name: "model" })).message.ready).toBe(true);
    expect((await client.ask(method.modelMetadata, { name: "model" })).message.name).toBe("model");
    expect((await client.failure(method.repositoryIndex, {})).code).toBe(status.UNIMPLEMENTED);
  });

  test("infers from typed and from raw contents", async () => {
    const { port } = await serveGraph();
    const client = connect(port);
    const typed = await client.ask(method.modelInfer, infer(1, 2));
    expect(typed.message.outputs[0]!.contents!.fp64Contents).toEqual([2, 4]);
    const raw = await client.ask(method.modelInfer, {
      inputs: [{ name: "x", datatype: "FP64", shape: [1n, 1n] }],
      rawInputContents: [new Uint8Array(Float64Array.of(21).buffer)],
    });
    expect(new Float64Array(Uint8Array.from(raw.message.rawOutputContents[0]!).buffer)[0]).toBe(42);
  });

  test("answers a stream request by request", async () => {
    const { port } = await serveGraph();
    const stream = connect(port).duplex(method.modelStreamInfer);
    const seen: number[] = [];
    stream.on("data", ({ inferResponse }) => seen.push(...inferResponse!.outputs[0]!.contents!.fp64Contents));
    for (const value of [1, 2, 3]) {
      stream.write(infer(value));
      // The next request waits for the answer: nothing is held back on the way.
      while (seen.length < value) await sleep(2);
    }
    stream.end();
    await once(stream, "end");
    expect(seen).toEqual([2, 4, 6]);
  });

  test("ends a stream that its client cancels, and serves on", async () => {
    const { port } = await serveGraph();
    const client = connect(port);
    const stream = client.duplex(method.modelStreamInfer);
    stream.write(infer(1));
    await once(stream, "data");
    stream.cancel();
    const [error] = (await once(stream, "error")) as [{ code: number }];
    expect(error.code).toBe(status.CANCELLED);
    expect((await client.ask(method.serverLive, {})).message.live).toBe(true);
  });
});

describe("tensorflow.serving", () => {
  test("predicts, and describes its model", async () => {
    const { port } = await serveGraph();
    const client = connect(port);
    const { message } = await client.ask(PredictionService.method.predict, {
      modelSpec: { name: "model" },
      inputs: { x: doubleTensor(1, 2) },
    });
    const [output] = Object.values(message.outputs);
    expect(output).toMatchObject({ dtype: DataType.DT_DOUBLE });
    const modelSpec = { name: "model" };
    const known = await client.ask(ModelService.method.getModelStatus, { modelSpec });
    expect(known.message.modelVersionStatus).toHaveLength(1);
    const unknown = await client.failure(ModelService.method.getModelStatus, { modelSpec: { name: "nobody" } });
    expect(unknown.code).toBe(status.NOT_FOUND);
  });
});

describe("grpc.health.v1 and reflection", () => {
  test("says that it serves, and tells those who watch when it does not any more", async () => {
    const server = await serveGraph({ model: double }, { serve: { drainDelayMs: 300 } });
    const client = connect(server.port);
    expect((await client.ask(Health.method.check, {})).message.status).toBe(Serving.SERVING);
    const watched = client.answers(Health.method.watch, {});
    watched.on("error", () => {});
    const seen: unknown[] = [];
    watched.on("data", (message: { status: unknown }) => seen.push(message.status));
    while (seen.length === 0) await sleep(5);
    const stopped = server.stop();
    while (seen.length === 1) await sleep(5);
    expect(seen).toEqual([Serving.SERVING, Serving.NOT_SERVING]);
    watched.cancel();
    client.close();
    await stopped;
  });

  test.each([
    ["v1", ServerReflection],
    ["v1alpha", AlphaReflection],
  ] as const)("%s lists the services", async (_, { method }) => {
    const { port } = await serveGraph();
    const stream = connect(port).duplex(method.serverReflectionInfo);
    stream.write({ messageRequest: { case: "listServices", value: "" } });
    const [answer] = (await once(stream, "data")) as [{ messageResponse: { value: { service: { name: string }[] } } }];
    stream.end();
    await once(stream, "end");
    const names = answer.messageResponse.value.service.map(({ name }) => name);
    for (const name of ["seldon.protos.Seldon", "inference.GRPCInferenceService", "grpc.health.v1.Health"]) {
      expect(names).toContain(name);
    }
  });
});

describe("how a call ends", () => {
  const { predict } = seldon.Seldon.method;

  test("with INVALID_ARGUMENT and words that name the field", async () => {
    const { port } = await serveGraph();
    const { code, details } = await connect(port).failure(predict, {
      dataOneof: { case: "data", value: { dataOneof: { case: "tensor", value: { shape: [2, 2], values: [1] } } } },
    });
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(details).toContain("shape");
  });

  test("with INTERNAL and the words of the component, whatever their script", async () => {
    const words = "50 % of “größe” 😀\nare missing";
    const { port } = await serveGraph({
      model: {
        predict() {
          throw new Error(words);
        },
      },
    });
    const { code, details } = await connect(port).failure(predict, tensor(1));
    expect(code).toBe(status.INTERNAL);
    expect(details).toContain(words);
  });

  test("with DEADLINE_EXCEEDED when the unit is slow, which is told", async () => {
    const stopped = deferred();
    const unit = {
      kind: "component",
      identity: "x",
      predict: (_: never, { signal }: { signal: AbortSignal }) => {
        signal.addEventListener("abort", () => stopped.resolve());
        return new Promise(() => {});
      },
    };
    const { port } = await serveGraph({ model: unit as never });
    const failure = await connect(port).failure(predict, tensor(1), { deadline: Date.now() + 80 });
    expect(failure.code).toBe(status.DEADLINE_EXCEEDED);
    await stopped.promise;
  });

  test("with CANCELLED when the client cancels, and the unit is told", async () => {
    const arrived = deferred();
    const stopped = deferred();
    const unit = {
      kind: "component",
      identity: "x",
      predict: (_: never, { signal }: { signal: AbortSignal }) => {
        arrived.resolve();
        signal.addEventListener("abort", () => stopped.resolve());
        return new Promise(() => {});
      },
    };
    const { port } = await serveGraph({ model: unit as never });
    const client = connect(port);
    let cancel = (): void => {};
    const failed = client.failure(predict, tensor(1), { onCall: (call) => (cancel = () => call.cancel()) });
    await arrived.promise;
    cancel();
    expect((await failed).code).toBe(status.CANCELLED);
    await stopped.promise;
  });

  test("with UNIMPLEMENTED for a method that there is not", async () => {
    const { port } = await serveGraph();
    const method = { ...predict, name: "Foretell" } as typeof predict;
    const { code, details } = await connect(port).failure(method, tensor(1));
    expect([code, details]).toEqual([status.UNIMPLEMENTED, "There is no method /seldon.protos.Seldon/Foretell"]);
  });

  test("well for 1,000 calls on one channel", async () => {
    const { port } = await serveGraph();
    const client = connect(port);
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => valuesIn((await client.ask(predict, tensor(i))).message)[0]),
    );
    expect(answers).toEqual(answers.map((_, i) => 2 * i));
  });
});
