import { describe, expect, test } from "vitest";
import { toJson } from "@bufbuild/protobuf";
import { pathOf } from "../../runtime/grpc/rpc.ts";
import type { RpcTable } from "../../runtime/grpc/rpc.ts";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "../../runtime/proto/generated/grpc/health/v1/health_pb.js";
import { ServerReflection } from "../../runtime/proto/generated/grpc/reflection/v1/reflection_pb.js";
import {
  Combiner,
  Generic,
  Model,
  OutputTransformer,
  Router,
  Seldon,
  SeldonMessageSchema,
  Transformer,
} from "../../runtime/proto/generated/seldon/prediction_pb.js";
import type { Service } from "../../runtime/service.ts";
import { createComponentUnit } from "../../runtime/units/component/unit.ts";
import { createWrapper } from "../../runtime/wrapper/wrapper.ts";
import { call, collect, newContext, statusOfCall, stream } from "../grpc/rpc-client.ts";
import { createTestHost } from "../support/host.ts";
import type { TestHost } from "../support/host.ts";
import { deferred, sleep } from "../support/manifests.ts";

const metadata = () => ({ name: "iris", versions: ["1"], platform: "", inputs: [], outputs: [], custom: {} });

interface Wrapped {
  readonly service: Service;
  readonly rpcs: RpcTable;
  readonly host: TestHost;
}

async function wrap(component: object, env: Readonly<Record<string, string>> = {}): Promise<Wrapped> {
  const host = createTestHost({ env: { PREDICTIVE_UNIT_ID: "unit", PREDICTIVE_UNIT_IMAGE: "image:1", ...env } });
  const service = createWrapper(createComponentUnit(component, { name: "unit", identity: "x", metadata }), host);
  return { service, rpcs: await service.loadRpcs(), host };
}

const tensor = (...values: number[]) => ({
  dataOneof: {
    case: "data" as const,
    value: { dataOneof: { case: "tensor" as const, value: { shape: [1, values.length], values } } },
  },
});
const text = (value: string) => ({ dataOneof: { case: "strData" as const, value } });

const everything = {
  predict: () => "predict",
  transformInput: () => "transformInput",
  transformOutput: () => "transformOutput",
  route: () => 1,
  aggregate: (all: readonly unknown[]) => `aggregate ${all.length}`,
  sendFeedback: () => "sendFeedback",
};

describe("a unit's seven services", () => {
  test("ask the same verbs, whichever is called", async () => {
    const { rpcs } = await wrap(everything);
    const cases = [
      [Seldon.method.predict, "predict"],
      [Model.method.predict, "predict"],
      [Transformer.method.transformInput, "transformInput"],
      [Generic.method.transformInput, "transformInput"],
      [OutputTransformer.method.transformOutput, "transformOutput"],
      [Generic.method.transformOutput, "transformOutput"],
    ] as const;
    for (const [method, expected] of cases) {
      const { message, headers, isSync } = await call(rpcs, method, tensor(1));
      expect(message.dataOneof).toEqual({ case: "strData", value: expected });
      expect([headers, isSync]).toEqual([{}, true]);
    }
    for (const { method } of [Combiner, Generic]) {
      const { message } = await call(rpcs, method.aggregate, { seldonMessages: [tensor(1), tensor(2)] });
      expect(message.dataOneof.value).toBe("aggregate 2");
    }
    for (const { method } of [Router, Generic]) {
      const { message } = await call(rpcs, method.route, tensor(1));
      expect(toJson(SeldonMessageSchema, message)).toMatchObject({ data: { tensor: { values: [1] } } });
    }
    for (const { method } of [Seldon, Model, Router, Generic]) {
      const { message } = await call(rpcs, method.sendFeedback, { reward: 1 });
      expect(message.dataOneof.value).toBe("sendFeedback");
    }
  });

  test("keep the meta rules of a hop", async () => {
    const { rpcs } = await wrap({ predict: (x: unknown) => x, tags: () => ({ own: 1 }) });
    const meta = { puid: "p", tags: {}, routing: { r: 1 }, requestPath: { before: "image:0" } };
    const { message } = await call(rpcs, Model.method.predict, { ...tensor(1), meta });
    expect(toJson(SeldonMessageSchema, message)).toEqual({
      data: { names: ["t:0"], tensor: { shape: [1, 1], values: [1] } },
      meta: { puid: "p", tags: { own: 1 }, requestPath: { unit: "image:1", before: "image:0" } },
    });
  });

  test("say what the unit lacks", async () => {
    const { rpcs } = await wrap({ predict: () => "x" });
    const status = await statusOfCall(() => call(rpcs, Router.method.route, tensor(1)));
    expect(status).toMatchObject({ code: 3, message: "Route not defined" });
    const none = await statusOfCall(() => call(rpcs, Combiner.method.aggregate, { seldonMessages: [tensor(1)] }));
    expect(none).toMatchObject({ code: 3, message: "Aggregate not defined" });
  });

  test("refuse bytes that are no message", async () => {
    const { rpcs } = await wrap(everything);
    for (const method of [Model.method.predict, Combiner.method.aggregate, Model.method.sendFeedback]) {
      const { handle } = rpcs.unary.get(pathOf(method))!;
      expect(await statusOfCall(() => handle(Uint8Array.of(0x0a, 0x7f), newContext()))).toMatchObject({ code: 3 });
    }
  });

  test("give errors a status and words, and log those that are the unit's", async () => {
    const { rpcs, host } = await wrap({
      predict(value: string) {
        throw Object.assign(new Error(value), value === "mine" ? {} : { statusCode: 404 });
      },
    });
    expect(await statusOfCall(() => call(rpcs, Model.method.predict, text("yours")))).toMatchObject({
      code: 5,
      message: "yours",
    });
    expect(host.lines).toEqual([]);
    expect(await statusOfCall(() => call(rpcs, Model.method.predict, text("mine")))).toMatchObject({
      code: 13,
      message: "mine",
    });
    expect(host.lines).toHaveLength(1);
  });

  test("keep the deadline and hear that the client cancels", async () => {
    const started = deferred();
    const { rpcs } = await wrap({
      predict() {
        started.resolve();
        return sleep(5000);
      },
    });
    const ask = (options: Parameters<typeof call>[3]) =>
      statusOfCall(() => call(rpcs, Model.method.predict, tensor(1), options));
    expect(await ask({ timeoutMs: 10 })).toMatchObject({ code: 4 });
    expect(await ask({ timeoutMs: 0 })).toMatchObject({ code: 4 });
    const client = new AbortController();
    const cancelled = ask({ signal: client.signal });
    await started.promise;
    client.abort();
    expect(await cancelled).toMatchObject({ code: 1 });
  });

  test("describe the unit, whatever name is asked for", async () => {
    const { rpcs } = await wrap(everything);
    expect((await call(rpcs, Model.method.metadata, {})).message.name).toBe("iris");
    expect((await call(rpcs, Seldon.method.modelMetadata, { name: "other" })).message.versions).toEqual(["1"]);
    expect(await statusOfCall(() => call(rpcs, Seldon.method.graphMetadata, {}))).toMatchObject({ code: 12 });
  });
});

describe("raw methods over gRPC", () => {
  test("get the message as JSON, and their answer is sent as it is", async () => {
    const { rpcs } = await wrap({
      tags: () => ({ added: "only by the normal path" }),
      predictRaw: (message: { strData: string }) => ({
        strData: message.strData.toUpperCase(),
        status: { code: 400, info: "in band", status: "FAILURE" },
        meta: { routing: { r: 2 } },
      }),
    });
    const { message } = await call(rpcs, Model.method.predict, text("abc"));
    expect(toJson(SeldonMessageSchema, message)).toEqual({
      strData: "ABC",
      status: { code: 400, info: "in band", status: "FAILURE" },
      meta: { routing: { r: 2 } },
    });
  });

  test("hide or mark their metrics as over REST", async () => {
    const raw = {
      predictRaw: () => ({ meta: { metrics: [{ key: "k", type: "GAUGE", value: 2, tags: { a: "b" } }] } }),
    };
    const shown = await call((await wrap(raw)).rpcs, Model.method.predict, tensor(1));
    expect(shown.message.meta!.metrics[0]!.tags).toEqual({ a: "b", method: "predict" });
    const { rpcs } = await wrap(raw, { INCLUDE_METRICS_IN_CLIENT_RESPONSE: "false" });
    expect((await call(rpcs, Model.method.predict, tensor(1))).message.meta!.metrics).toEqual([]);
  });

  test("may return 64-bit integers and numbers that are none", async () => {
    const { rpcs } = await wrap({
      predictRaw: () => ({ data: { tensor: { shape: [3], values: [NaN, Infinity, 2n] } } }),
    });
    const { message } = await call(rpcs, Model.method.predict, tensor(1));
    expect(toJson(SeldonMessageSchema, message)).toMatchObject({
      data: { tensor: { values: ["NaN", "Infinity", 2] } },
    });
  });

  test.each([[{ other: 1 }], ["text"], [[1]], [null], [{ strData: 5 }]])(
    "must return a SeldonMessage, not %j",
    async (answer) => {
      const { rpcs } = await wrap({ predictRaw: () => answer });
      const status = await statusOfCall(() => call(rpcs, Model.method.predict, tensor(1)));
      expect(status).toMatchObject({ code: 13, message: expect.stringContaining("SeldonMessage") });
    },
  );
});

describe("a unit's server", () => {
  test("tells its health until it drains", async () => {
    const { rpcs, service } = await wrap(everything);
    expect((await call(rpcs, Health.method.check, { service: "seldon.protos.Model" })).message.status).toBe(
      Status.SERVING,
    );
    service.startDraining();
    expect((await call(rpcs, Health.method.check, {})).message.status).toBe(Status.NOT_SERVING);
  });

  test("lists its services", async () => {
    const { rpcs } = await wrap(everything);
    const requests = [{ messageRequest: { case: "listServices" as const, value: "" } }];
    const [answer] = await collect(stream(rpcs, ServerReflection.method.serverReflectionInfo, requests));
    const names = answer!.messageResponse.value as { service: readonly { name: string }[] };
    expect(names.service.map(({ name }) => name)).toEqual([
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
      ...["Combiner", "Generic", "Model", "OutputTransformer", "Router", "Seldon", "Transformer"].map(
        (name) => `seldon.protos.${name}`,
      ),
    ]);
  });

  test("answers Connect on the same paths", async () => {
    const { service } = await wrap(everything);
    const response = await service.fetch(
      new Request("http://localhost/seldon.protos.Model/Predict", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"data":{"ndarray":[[1]]}}',
      }),
    );
    expect(await response.json()).toMatchObject({ strData: "predict" });
  });
});
