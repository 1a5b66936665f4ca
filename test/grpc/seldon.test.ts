import { describe, expect, test } from "vitest";
import { toJson } from "@bufbuild/protobuf";
import { pathOf } from "../../runtime/grpc/rpc.ts";
import {
  Combiner,
  Generic,
  Model,
  Router,
  Seldon,
  SeldonGraphMetadataSchema,
  SeldonMessageSchema,
  Transformer,
} from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { SeldonMicroserviceException } from "../../runtime/units/component/component.ts";
import { deferred, sleep } from "../support/manifests.ts";
import { call, newContext, statusOfCall } from "./rpc-client.ts";
import { double, KEY, MODEL, open } from "./served.ts";

const tensor = (...values: number[]) => ({
  dataOneof: {
    case: "data" as const,
    value: { dataOneof: { case: "tensor" as const, value: { shape: [1, values.length], values } } },
  },
});

describe("seldon.protos.Seldon/Predict", () => {
  const { predict } = Seldon.method;

  test("answers at once when the graph does", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const { message, isSync } = await call(rpcs, predict, tensor(1.5, -2));
    expect(isSync).toBe(true);
    expect(toJson(SeldonMessageSchema, message)).toMatchObject({
      data: { names: ["t:0", "t:1"], tensor: { shape: [1, 2], values: [3, -4] } },
    });
  });

  test("gives the identity back: of the metadata, of the message, or a new one", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const own = { ...tensor(1), meta: { puid: "own" } };
    const cases = [
      [own, { "seldon-puid": "given" }, "given"],
      [own, {}, "own"],
      [{ ...tensor(1), meta: { puid: "no\nheader" } }, {}, expect.stringMatching(/^[\w-]{36}$/)],
      [tensor(1), {}, expect.stringMatching(/^[\w-]{36}$/)],
    ] as const;
    for (const [request, metadata, expected] of cases) {
      const { message, headers } = await call(rpcs, predict, request, { metadata });
      expect(headers["seldon-puid"]).toEqual(expected);
      expect(message.meta?.puid).toBe(headers["seldon-puid"]);
    }
  });

  test("lets units see the metadata", async () => {
    const seen: unknown[] = [];
    const { rpcs } = await open(MODEL, {
      model: {
        kind: "component",
        identity: "x",
        predict: (message: never, context: { header(name: string): unknown; headers(): unknown }) => {
          seen.push(context.header("x-tenant"), context.headers());
          return message;
        },
      } as never,
    });
    await call(rpcs, predict, tensor(1), { metadata: { "x-tenant": "a" } });
    expect(seen).toEqual(["a", { "x-tenant": "a" }]);
  });

  test("refuses what is no SeldonMessage, with a status and the identity", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const handle = rpcs.unary.get(pathOf(predict))!.handle;
    const status = await statusOfCall(() => handle(Uint8Array.of(0x0a, 0x05, 0x61), newContext()));
    expect(status.code).toBe(3);
    expect(status.headers).toEqual(["seldon-puid", expect.any(String)]);
  });

  test("tells errors of components apart and gives their words", async () => {
    const fails = (error: Error) => ({
      predict() {
        throw error;
      },
    });
    const cases: readonly (readonly [Error, number, string])[] = [
      [new Error("it broke"), 13, 'Unit "model": it broke'],
      [new SeldonMicroserviceException("not these rows", 400), 3, 'Unit "model": not these rows'],
      [new SeldonMicroserviceException("not here", 404, "GONE"), 5, 'Unit "model": not here'],
      [new SeldonMicroserviceException("later", 503), 14, 'Unit "model": later'],
    ];
    for (const [error, code, message] of cases) {
      const { rpcs, host } = await open(MODEL, { model: fails(error) });
      expect(await statusOfCall(() => call(rpcs, predict, tensor(1)))).toMatchObject({ code, message });
      const logged = host.lines.filter(({ level }) => level === "error");
      expect(logged.length, message).toBe(code === 3 || code === 5 ? 0 : 1);
    }
  });

  test("keeps the client's deadline", async () => {
    const { rpcs } = await open(MODEL, { model: { predict: () => sleep(5000) } });
    const started = performance.now();
    const status = await statusOfCall(() => call(rpcs, predict, tensor(1), { timeoutMs: 20 }));
    expect(status.code).toBe(4);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(await statusOfCall(() => call(rpcs, predict, tensor(1), { timeoutMs: 0 }))).toMatchObject({ code: 4 });
  });

  test("ends when the client cancels", async () => {
    const started = deferred();
    const { rpcs } = await open(MODEL, {
      model: {
        predict() {
          started.resolve();
          return sleep(5000);
        },
      },
    });
    const client = new AbortController();
    const status = statusOfCall(() => call(rpcs, predict, tensor(1), { signal: client.signal }));
    await started.promise;
    client.abort();
    expect((await status).code).toBe(1);
  });

  test("says that too many requests are in progress", async () => {
    const { rpcs } = await open(
      MODEL,
      { model: { predict: () => sleep(100).then(() => "done") } },
      { maxConcurrent: 1 },
    );
    const first = call(rpcs, predict, tensor(1));
    expect(await statusOfCall(() => call(rpcs, predict, tensor(1)))).toMatchObject({ code: 8 });
    await first;
  });

  test("is guarded, and metadata are not", async () => {
    const { rpcs } = await open(MODEL, { model: double }, { auth: { apiKeys: [KEY] } });
    expect(await statusOfCall(() => call(rpcs, predict, tensor(1)))).toMatchObject({ code: 16 });
    await call(rpcs, predict, tensor(1), { metadata: { "x-api-key": KEY } });
    await call(rpcs, Seldon.method.graphMetadata, {});
  });
});

describe("seldon.protos.Seldon/SendFeedback", () => {
  test("reaches the unit on the way of the answer, also by its identity alone", async () => {
    const rewards: string[] = [];
    const learner = (name: string) => ({
      predict: () => name,
      sendFeedback: (_x: unknown, _names: unknown, reward: number) => void rewards.push(`${name} ${reward}`),
    });
    const { rpcs } = await open(
      { name: "router", type: "ROUTER", children: [MODEL, { name: "other", type: "MODEL" }] },
      { router: { route: () => 1 }, model: learner("model"), other: learner("other") },
    );
    const { message: response, headers } = await call(rpcs, Seldon.method.predict, tensor(1));
    expect(response.meta?.routing).toMatchObject({ router: 1 });
    await call(rpcs, Seldon.method.sendFeedback, { response, reward: 0.5 });
    const puid = headers["seldon-puid"]!;
    await call(rpcs, Seldon.method.sendFeedback, { response: { meta: { puid } }, reward: 2 });
    expect(rewards).toEqual(["other 0.5", "other 2"]);
  });

  test("refuses what is no Feedback", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const handle = rpcs.unary.get(pathOf(Seldon.method.sendFeedback))!.handle;
    const status = await statusOfCall(() => handle(Uint8Array.of(0x0a, 0x05, 0x61), newContext()));
    expect(status).toMatchObject({ code: 3, headers: ["seldon-puid", expect.any(String)] });
  });
});

describe("seldon.protos.Seldon/ModelMetadata and GraphMetadata", () => {
  const described = {
    predict: () => [],
    initMetadata: () => ({
      name: "iris",
      versions: ["v1", "v2"],
      platform: "zerohop",
      inputs: [{ messagetype: "tensor", schema: { names: ["a", "b"], shape: [2] } }],
      outputs: [{ name: "out", datatype: "FP32", shape: [-1, 3] }],
      custom: { owner: "lab" },
    }),
  };

  test("tell what the unit and the graph say", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    const { message } = await call(rpcs, Seldon.method.modelMetadata, { name: "model" });
    expect(message).toMatchObject({ name: "iris", versions: ["v1", "v2"], custom: { owner: "lab" } });
    expect(message.outputs[0]).toMatchObject({ name: "out", datatype: "FP32", shape: [-1n, 3n] });
    const { message: graph, headers } = await call(rpcs, Seldon.method.graphMetadata, {});
    expect(headers).toEqual({});
    expect(toJson(SeldonGraphMetadataSchema, graph)).toMatchObject({
      name: "main",
      models: { model: { name: "iris" } },
      inputs: [{ messagetype: "tensor", schema: { names: ["a", "b"], shape: [2] } }],
      outputs: [{ name: "out", datatype: "FP32", shape: ["-1", "3"] }],
    });
  });

  test("do not know every name", async () => {
    const { rpcs } = await open(MODEL, { model: described });
    const status = await statusOfCall(() => call(rpcs, Seldon.method.modelMetadata, { name: "nobody" }));
    expect(status).toMatchObject({ code: 5, message: expect.stringContaining("nobody") });
  });
});

describe("services of single units on a deployment", () => {
  test("let the graph predict, learn and be described as a model", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const { message } = await call(rpcs, Model.method.predict, tensor(2));
    expect(message.dataOneof.case).toBe("data");
    for (const { method } of [Model, Router, Generic]) await call(rpcs, method.sendFeedback, { request: tensor(1) });
    const { message: metadata } = await call(rpcs, Model.method.metadata, {});
    expect(metadata.name).toBe("main");
  });

  test.each([Router.method.route, Transformer.method.transformInput, Combiner.method.aggregate, Generic.method.route])(
    "refuse $name and say what to call",
    async (method) => {
      const { rpcs } = await open(MODEL, { model: double });
      const handle = rpcs.unary.get(pathOf(method))!.handle;
      const status = await statusOfCall(() => handle(new Uint8Array(0), newContext()));
      expect(status).toMatchObject({ code: 12, message: expect.stringContaining("Seldon/Predict") });
    },
  );
});

test("a runtime that is closed answers UNAVAILABLE", async () => {
  const { rpcs, runtime } = await open(MODEL, { model: double });
  await runtime.close();
  expect(await statusOfCall(() => call(rpcs, Seldon.method.predict, tensor(1)))).toMatchObject({ code: 14 });
});
